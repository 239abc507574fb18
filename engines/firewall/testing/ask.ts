/** Questions to a sample as a person would put them: one packet, and the line that decides about it. */
import { readFileSync } from 'node:fs';
import { type Address, parseAddress } from '../address.ts';
import { analyse } from '../analysis.ts';
import type { Device, Kind } from '../model.ts';
import type { Packet } from '../packet.ts';
import { readConfiguration } from '../readers/index.ts';
import { parseIcmp, parseProtocol } from '../readers/ports.ts';
import { createSpace, type Space } from '../space.ts';

/**
 * `tcp 10.0.0.1 -> 10.0.0.2:443`, `icmp echo 10.0.0.1 -> 10.0.0.2`, with `reply` in front where it belongs to
 * a connection.
 */
export function packetOf(text: string): Packet {
  const words = text.split(' ');
  const reply = words[0] === 'reply';
  if (reply) words.shift();
  const protocol = parseProtocol(words.shift()!)!;
  const icmp = protocol === 1 || protocol === 58 ? parseIcmp(words.shift()!, protocol === 1 ? 4 : 6)![0] : 0;
  const [source, sourcePort] = end(words[0]!);
  const [destination, destinationPort] = end(words[2]!);
  return {
    source,
    destination,
    protocol,
    sourcePort: sourcePort ?? 49_152,
    destinationPort: destinationPort ?? icmp,
    reply,
  };
}

function end(text: string): [Address, number | undefined] {
  const [, v6, v4, port] = /^(?:\[(.*)\]|([\d.]+))(?::(\d+))?$/.exec(text)!;
  return [parseAddress((v6 ?? v4)!)!, port === undefined ? undefined : Number(port)];
}

export interface Sample {
  readonly space: Space;
  readonly device: Device;
  /**
   * `permit 12`: passes, by the last of the lines that decide. `maybe 12`: it may. `deny 14`: it does not.
   * Line 0 is the device's own.
   */
  ask(from: string, to: string, packet: string): string;
  /** Problems as `line: what`. */
  readonly problems: string[];
  readonly limits: string[];
  /** Dead lines as `line why by,by`. */
  readonly dead: string[];
}

export function readSample(kind: Kind, file: URL): Sample {
  const space = createSpace();
  const device = readConfiguration(space, kind, readFileSync(file, 'utf8'));
  const { allowed, sure, decidedBy, deadLines } = analyse(space, device);
  return {
    space,
    device,
    ask(from, to, text) {
      const packet = packetOf(text);
      const passes = space.has(space.between(allowed, from, to), packet);
      const verdict = !passes
        ? 'deny'
        : space.has(space.between(sure, from, to), packet)
          ? 'permit'
          : 'maybe';
      const hits = decidedBy(from, to, space.only(packet), passes ? 'permit' : 'deny');
      return `${verdict} ${(passes ? hits.at(-1) : hits[0])?.line.line ?? 'by no line'}`;
    },
    problems: device.problems.map(({ line, what }) => `${line}: ${what}`),
    limits: device.limits.map(({ line, what }) => `${line}: ${what}`),
    dead: deadLines().map(
      ({ line, why, by }) => `${line.line} ${why} ${by.map((one) => one.line).join(',')}`,
    ),
  };
}
