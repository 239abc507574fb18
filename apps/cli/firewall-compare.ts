/** `cordon firewall compare OLD NEW`: what passes now and did not, and the other way round, with a packet and lines for each. */
import {
  type Analysis,
  analyse,
  createBehind,
  createSpace,
  difference,
  formatPacket,
  formatServices,
  nothing,
} from '@cordon/firewall';
import { exitCodes } from './exit-codes.ts';
import {
  deviceIn,
  type FirewallFile,
  lineText,
  readFirewallFile,
  type ShownLine,
  shownLines,
} from './firewall-files.ts';
import { plain } from './output/plain.ts';

export interface FirewallCompareCommand {
  as?: string;
  /** To compare between zones, through all firewalls of the hospital. */
  estate?: string;
  format: 'table' | 'json';
}

interface ShownChange {
  change: 'newly allowed' | 'newly denied';
  from: string;
  to: string;
  services: string;
  example: string;
  before: ShownLine[];
  after: ShownLine[];
}

export async function firewallCompareCommand(
  [oldPath, newPath]: readonly [string, string],
  { as, estate, format }: FirewallCompareCommand,
): Promise<number> {
  const [before, after] = [readFirewallFile(oldPath, as), readFirewallFile(newPath, as)];
  const changes = estate === undefined ? ofDevice(before, after) : await ofZones(before, after, estate);
  process.stdout.write(format === 'json' ? `${JSON.stringify(changes, null, 2)}\n` : textOf(changes));
  return changes.length === 0 ? exitCodes.nothing : exitCodes.findings;
}

function ofDevice(before: FirewallFile, after: FirewallFile): ShownChange[] {
  const space = createSpace();
  const [was, is] = [before, after].map((file) => analyse(space, deviceIn(space, file))) as [
    Analysis,
    Analysis,
  ];
  const behind = [was, is].map(({ device }) => createBehind(space, device));
  const packets = (from: string, to: string) =>
    from === to ? nothing : space.and(space.openers, space.union(behind.map((between) => between(from, to))));
  return difference(was, is, { packets }).map((one) => ({
    change: one.change === 'reachable' ? 'newly allowed' : 'newly denied',
    ...{ from: one.from, to: one.to, services: formatServices(space.services(one.packets)) },
    example: formatPacket(one.example),
    before: shownLines(before.file, one.before),
    after: shownLines(after.file, one.after),
  }));
}

async function ofZones(before: FirewallFile, after: FirewallFile, dir: string): Promise<ShownChange[]> {
  const { knownAssertions, loadEstate, withConfigurations, zoneChanges } = await import('@cordon/estate');
  const estate = await loadEstate(dir);
  for (const file of [before, after]) deviceIn(createSpace(), file);
  const folder = estate.firewalls()?.folder ?? null;
  const known = await knownAssertions();
  const [was, is] = [before, after].map((file) => withConfigurations(estate, folder, [file], known));
  return zoneChanges(estate, was!, is!).map(
    ({ change, from, to, services, example, passes_by, stopped_by }) => {
      const isOpened = change === 'newly allowed';
      return {
        ...{ change, from, to, services, example: example.packet },
        before: [...(isOpened ? stopped_by : passes_by)],
        after: [...(isOpened ? passes_by : stopped_by)],
      };
    },
  );
}

function textOf(changes: readonly ShownChange[]): string {
  if (changes.length === 0) return 'The same packets pass as before.\n';
  const lines = (title: string, some: readonly ShownLine[]): string[] =>
    (some.length === 0 ? ['no line'] : some.map(lineText)).map(
      (text, i) => `    ${i === 0 ? title : ''.padEnd(title.length)}  ${text}`,
    );
  return `${[
    changes.length === 1 ? '1 change' : `${changes.length} changes`,
    ...changes.flatMap(({ change, from, to, services, example, before, after }) => [
      '',
      `${change === 'newly allowed' ? '+' : '-'} ${change.toUpperCase()}  ${from} > ${to}: ${services}`,
      `    ${example}`,
      ...lines('before', before),
      ...lines('now   ', after),
    ]),
  ]
    .map(plain)
    .join('\n')}\n`;
}
