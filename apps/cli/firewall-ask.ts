/** `cordon firewall ask FILE from X to Y on PORT`: whether it passes, with a packet and the lines that decide. */
import {
  createNetwork,
  createSpace,
  type End,
  formatPacket,
  formatServices,
  type Network,
  nothing,
  type PacketSet,
  type Prefix,
  packetsOf,
  parsePrefix,
  parseServices,
  type Space,
  type Step,
} from '@cordon/firewall';
import { fault } from '@cordon/platform/fault';
import { exitCodes } from './exit-codes.ts';
import { deviceIn, lineText, readFirewallFile, type ShownLine, shownLines } from './firewall-files.ts';
import { plain } from './output/plain.ts';

export interface FirewallAskCommand {
  as?: string;
  /** To ask about zones, systems and hosts by name. */
  estate?: string;
  format: 'table' | 'json';
}

interface Answer {
  question: string;
  /** `maybe`: a line was not understood. */
  passes: 'all' | 'some' | 'maybe' | 'nothing';
  services: string;
  example: string | null;
  lines: ShownLine[];
  stopped: { services: string; example: string; lines: ShownLine[] } | null;
}

export async function firewallAskCommand(
  path: string,
  words: readonly string[],
  { as, estate, format }: FirewallAskCommand,
): Promise<number> {
  const given = readFirewallFile(path, as);
  const question = words.join(' ');
  const [, from = '', to = '', on] = /^from (.+?) to (.+?)(?: on (.+))?$/i.exec(question) ?? [];
  if (from === '')
    throw fault(
      'QUESTION',
      `"${question}" is no question.`,
      'Ask such as: from 10.20.1.7 to 10.30.5.11 on tcp 443.',
    );
  const services = on === undefined ? [] : parseServices(on);
  if (services === undefined)
    throw fault(
      'QUESTION',
      `"${on}" is no service.`,
      'Give one such as 443, tcp 445, udp 53, tcp 135-139, icmp or any.',
    );
  const space = createSpace();
  const device = deviceIn(space, given);
  const network = createNetwork(space, [device]);
  const known = estate === undefined ? () => [] : await addressesIn(estate);
  const ends = [from, to].map((name) => endOf(network, device.name, name, known)) as [End, End];
  const asked = space.intersection([
    space.openers,
    packetsOf(space, services),
    within(space, network, 'source', ends[0]),
    within(space, network, 'destination', ends[1]),
  ]);
  const answer = answerOf(space, network, ends, asked, given.file, question);
  process.stdout.write(format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : textOf(answer));
  return answer.passes === 'nothing' ? exitCodes.nothing : exitCodes.findings;
}

function answerOf(
  space: Space,
  network: Network,
  [from, to]: readonly [End, End],
  asked: PacketSet,
  file: string,
  question: string,
): Answer {
  const { allowed, sure, example, path } = network.permits(from, to, asked);
  const stopped = space.minus(asked, allowed);
  const stoppedExample = space.example(stopped);
  const passes =
    allowed === nothing ? 'nothing' : sure === nothing ? 'maybe' : stopped === nothing ? 'all' : 'some';
  const linesOf = (steps: readonly Step[]) =>
    shownLines(
      file,
      steps.flatMap(({ lines }) => lines),
    );
  return {
    ...{ question, passes, services: formatServices(space.services(allowed)) },
    example: example === undefined ? null : formatPacket(example),
    lines: linesOf(path),
    stopped:
      stoppedExample === undefined
        ? null
        : {
            services: formatServices(space.services(stopped)),
            example: formatPacket(stoppedExample),
            lines: linesOf(network.stops(from, stoppedExample)),
          },
  };
}

type Known = (name: string) => readonly Prefix[];

const anybody: readonly Prefix[] = ['0.0.0.0/0', '::/0'].map((text) => parsePrefix(text)!);

/** An interface of the firewall, an address or a network, or what the estate calls it. */
function endOf({ segments }: Network, device: string, name: string, known: Known): End {
  const port = segments
    .flatMap(({ ports }) => ports)
    .find((one) => one.interface.toLowerCase() === name.toLowerCase());
  const segment = port && segments.find(({ ports }) => ports.includes(port));
  if (segment !== undefined) return { segment: segment.name };
  if (name === 'any') return { networks: anybody };
  const prefix = parsePrefix(name);
  if (prefix !== undefined) return { networks: [prefix] };
  const networks = known(name);
  if (networks.length > 0) return { networks };
  throw fault(
    'UNKNOWN_END',
    `"${name}" is no address, no network and no interface of ${device}.`,
    `Its interfaces: ${segments.flatMap(({ ports }) => ports.map((one) => one.interface)).join(', ')}. With --estate DIR, give a zone, a system or a host.`,
  );
}

async function addressesIn(dir: string): Promise<Known> {
  const { addressesOf, loadEstate } = await import('@cordon/estate');
  const estate = await loadEstate(dir);
  const ends = addressesOf(estate);
  return (name) => {
    const own = ends(name);
    return own.length > 0 ? own : ends(estate.assetByHost(name)?.id ?? '');
  };
}

function within(space: Space, { segments }: Network, field: 'source' | 'destination', end: End): PacketSet {
  const networks =
    'networks' in end ? end.networks : segments.find(({ name }) => name === end.segment)!.networks;
  // Nobody says what is there, so any address may be.
  return space.union(
    (networks.length === 0 ? anybody : networks).map((prefix) => space.inPrefix(field, prefix)),
  );
}

const titles: Record<Answer['passes'], string> = {
  all: 'ALL OF IT PASSES',
  some: 'SOME OF IT PASSES',
  maybe: 'IT MAY PASS: a line that decides it was not understood',
  nothing: 'NOTHING PASSES',
};

function textOf({ passes, services, example, lines, stopped }: Answer): string {
  const shown = (text: string) => (text.length > 100 ? `${text.slice(0, 99)}…` : text);
  const decided = (some: readonly ShownLine[]) =>
    some.length === 0
      ? ['  No line decides it: no filter is on the way.']
      : some.map((line) => `  ${lineText(line)}`);
  return `${[
    passes === 'nothing' ? titles.nothing : `${titles[passes]}: ${shown(services)}`,
    ...(example === null ? [] : [`  ${example}`, ...decided(lines)]),
    ...(stopped === null
      ? []
      : [
          ...(passes === 'nothing' ? [] : [`STOPPED: ${shown(stopped.services)}`]),
          `  ${stopped.example}`,
          ...(stopped.lines.length === 0
            ? ['  No line stops it: there is no way from the one to the other.']
            : stopped.lines.map((line) => `  ${lineText(line)}`)),
        ]),
  ]
    .map(plain)
    .join('\n')}\n`;
}
