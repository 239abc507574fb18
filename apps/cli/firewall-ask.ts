/** `cordon firewall ask FILE from X to Y on PORT`: whether it passes, with a packet and the lines that decide. */
import {
  type Analysis,
  analyse,
  createBehind,
  createSpace,
  formatPacket,
  formatServices,
  nothing,
  type PacketSet,
  type Prefix,
  packetsOf,
  parsePrefix,
  parseServices,
  self,
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
  /** `maybe`: a line was not understood. `no way`: both are behind the same interface, or no route leads there. */
  passes: 'all' | 'some' | 'maybe' | 'nothing' | 'no way';
  services: string;
  example: string | null;
  lines: ShownLine[];
  stopped: { services: string; example: string; lines: ShownLine[] } | null;
}

/** Hosts behind an interface, or with these addresses wherever they are. */
type End = { readonly interface: string } | { readonly networks: readonly Prefix[] };

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
  const known = estate === undefined ? () => [] : await addressesIn(estate);
  const names = device.interfaces.map(({ name }) => name).filter((name) => name !== self);
  const [start, end] = [from, to].map((name) => endOf(names, device.name, name, known)) as [End, End];
  const answer = answerOf(
    analyse(space, device),
    { start, end, services: packetsOf(space, services) },
    given.file,
  );
  const shown = { question, ...answer };
  process.stdout.write(format === 'json' ? `${JSON.stringify(shown, null, 2)}\n` : textOf(shown));
  return ['nothing', 'no way'].includes(shown.passes) ? exitCodes.nothing : exitCodes.findings;
}

function answerOf(
  { space, device, allowed, sure, decidedBy }: Analysis,
  { start, end, services }: { start: End; end: End; services: PacketSet },
  file: string,
): Omit<Answer, 'question'> {
  const behind = createBehind(space, device);
  const among = (field: 'source' | 'destination', one: End): PacketSet[] =>
    'interface' in one ? [] : [space.union(one.networks.map((prefix) => space.inPrefix(field, prefix)))];
  const asked = space.intersection([
    ...[space.openers, services],
    ...among('source', start),
    ...among('destination', end),
  ]);
  const at = (one: End): readonly string[] =>
    'interface' in one
      ? [one.interface]
      : device.interfaces.map(({ name }) => name).filter((name) => name !== self);
  const ways = at(start).flatMap((from) =>
    at(end)
      .filter((to) => to !== from)
      .map((to) => {
        const packets = space.and(asked, behind(from, to));
        const passing = space.and(packets, space.between(allowed, from, to));
        const surely = space.and(packets, space.between(sure, from, to));
        return { from, to, packets, passing, surely, stopped: space.minus(packets, passing) };
      })
      .filter(({ packets }) => packets !== nothing),
  );
  const all = (of: 'packets' | 'passing' | 'surely' | 'stopped') => space.union(ways.map((way) => way[of]));
  const proof = (of: 'passing' | 'stopped') => {
    const example = space.example(all(of));
    if (example === undefined) return null;
    const one = space.only(example);
    const { from, to } = ways.find((way) => space.has(way[of], example))!;
    const hits = decidedBy(from, to, one, of === 'passing' ? 'permit' : 'deny');
    const shown = { services: formatServices(space.services(all(of))), example: formatPacket(example) };
    return { ...shown, lines: shownLines(file, hits) };
  };
  const [passing, stopped] = [proof('passing'), proof('stopped')];
  const verdict = () => {
    if (ways.length === 0) return 'no way';
    if (passing === null) return 'nothing';
    if (all('surely') === nothing) return 'maybe';
    return stopped === null ? 'all' : 'some';
  };
  return {
    passes: verdict(),
    services: passing?.services ?? 'nothing',
    example: passing?.example ?? null,
    lines: passing?.lines ?? [],
    stopped,
  };
}

type Known = (name: string) => readonly Prefix[];

const anybody: readonly Prefix[] = ['0.0.0.0/0', '::/0'].map((text) => parsePrefix(text)!);

/** An interface of the firewall, an address or a network, or what the estate calls it. */
function endOf(names: readonly string[], device: string, name: string, known: Known): End {
  const port = names.find((one) => one.toLowerCase() === name.toLowerCase());
  if (port !== undefined) return { interface: port };
  if (name === 'any') return { networks: anybody };
  const prefix = parsePrefix(name);
  if (prefix !== undefined) return { networks: [prefix] };
  const networks = known(name);
  if (networks.length > 0) return { networks };
  throw fault(
    'UNKNOWN_END',
    `"${name}" is no address, no network and no interface of ${device}.`,
    `Its interfaces: ${names.join(', ')}. With --estate DIR, give a zone, a system or a host.`,
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

const titles: Record<Answer['passes'], string> = {
  all: 'ALL OF IT PASSES',
  some: 'SOME OF IT PASSES',
  maybe: 'IT MAY PASS: a line that decides it was not understood',
  nothing: 'NOTHING PASSES',
  'no way':
    'NOT BY THIS DEVICE: both are behind the same interface, or no route leads from the one to the other',
};

function textOf({ passes, services, example, lines, stopped }: Answer): string {
  const shown = (text: string) => (text.length > 100 ? `${text.slice(0, 99)}…` : text);
  const decided = (some: readonly ShownLine[]) =>
    some.length === 0
      ? ['  No line decides it: no filter is on the way.']
      : some.map((line) => `  ${lineText(line)}`);
  return `${[
    example === null ? titles[passes] : `${titles[passes]}: ${shown(services)}`,
    ...(example === null ? [] : [`  ${example}`, ...decided(lines)]),
    ...(stopped === null
      ? []
      : [
          ...(passes === 'nothing' ? [] : [`STOPPED: ${shown(stopped.services)}`]),
          `  ${stopped.example}`,
          ...decided(stopped.lines),
        ]),
  ]
    .map(plain)
    .join('\n')}\n`;
}
