/**
 * `cordon segment …`: who talked to whom, what to let through between zones, what that buys, and the lines that do it. From files that were
 * observed here, or of the Cordon that runs. Reads logs and files; sends nothing to any device.
 */
import { existsSync } from 'node:fs';
import { type FirewallKind, loadKnowledge } from '@cordon/containment';
import {
  createFlowBook,
  createFlowTally,
  daysOf,
  type InputReport,
  readPath,
  readSeen,
  seenIn,
  walkInputs,
  writeSeen,
} from '@cordon/detection';
import { loadEstate, loadRegisters } from '@cordon/estate';
import { fault } from '@cordon/platform/fault';
import {
  createSegmentation,
  discoveredTable,
  Exported,
  loadPatterns,
  type Mode,
  type RecommendOptions,
  type Rule,
  type Segmentation,
  SegmentationView,
  Simulation,
} from '@cordon/segmentation';
import { plain } from './output/plain.ts';
import { askRunning, dataFolders, runningAddress } from './running.ts';

export interface ObserveCommand {
  /** Where what was seen is kept; what is there already is joined. */
  into: string;
  /** Zones tell what is inside, and keep what is too much to be kept by pairs. */
  estate?: string;
}

export interface SegmentCommand {
  /** What `observe` kept. */
  seen?: string;
  estate?: string;
  data?: string;
  settle: number;
  often: number;
  format: 'table' | 'json';
}

export interface DiscoveredCommand extends Omit<SegmentCommand, 'format'> {
  format: 'table' | 'csv' | 'json';
}

export interface ExportSegmentCommand extends SegmentCommand {
  firewall: FirewallKind;
  mode: Mode;
  first?: string;
}

export async function observeCommand(
  paths: readonly string[],
  { into, estate: dir }: ObserveCommand,
): Promise<string> {
  const estate = dir === undefined ? null : await loadEstate(dir);
  const before = existsSync(into) ? readSeen(into) : { flows: [] };
  const book = createFlowBook(before.flows);
  const zoneOf = (address: string) => estate?.zoneOfAddress(address)?.id;
  const lost: string[] = [];
  let events = 0;
  const reports: InputReport[] = [];
  const inputs = walkInputs(paths, ({ file, what }) => lost.push(`${file}: ${what}`));
  for await (const { path } of inputs) {
    const tally = createFlowTally(estate);
    const reading = readPath(path);
    for await (const batch of reading) {
      events += batch.length;
      for (const event of batch) tally.add(event, event.envelope().time ?? '');
      const due = tally.due();
      if (due) book.add(due, zoneOf);
    }
    book.add(tally.rest() ?? [], zoneOf);
    reports.push(...reading.reports);
  }
  const seen = { ...before, ...book.all() };
  writeSeen(into, seen);
  for (const { file, losses } of reports)
    for (const { where, what } of losses) lost.push(`${file}, ${where}: ${what}`);
  return text([
    `${number(events)} events read; ${number(seen.flows.length)} flows of the last thirty days are in ${into}, seen on ${counted(new Set(seen.flows.flatMap((flow) => [...daysOf(flow)])).size, 'day')}.`,
    ...(lost.length > 0
      ? [
          `What could not be read (${number(lost.length)}):`,
          ...lost.slice(0, shown).map((line) => `  ${line}`),
        ]
      : []),
  ]);
}

/** A file that was observed here and a folder that describes the hospital; else null: the Cordon that runs is asked. */
async function openHere({
  seen: given,
  estate: dir,
  settle,
  often,
}: Omit<SegmentCommand, 'format'>): Promise<Segmentation | null> {
  if (given === undefined && dir === undefined) return null;
  const seen = given ?? (dir === undefined ? undefined : seenIn(dir));
  if (seen === undefined || dir === undefined)
    throw fault(
      'HALF_GIVEN',
      'What was seen and the hospital that it was seen in belong together.',
      'Give both --seen and --estate, keep what was seen as seen.json in the hospital’s folder, or give neither to ask the Cordon that runs.',
    );
  const estate = await loadEstate(dir);
  const { entries } = await loadRegisters(dir, estate);
  const ground = {
    ...{ estate, entries, seen: readSeen(seen), knowledge: loadKnowledge() },
    today: new Date().toISOString().slice(0, 10),
  };
  return createSegmentation(ground, loadPatterns(), {
    settleDays: settle,
    oftenDays: often,
  } satisfies RecommendOptions);
}

async function askThere(data: string | undefined, path: string): Promise<unknown> {
  const running = await runningAddress(dataFolders(data));
  if (running !== null) return askRunning(running, path);
  throw fault(
    'NOT_RUNNING',
    'No Cordon is running here, and no file says what was seen.',
    'Start it with npm start, or give --seen FILE and --estate DIR.',
  );
}

const query = (
  { settle, often }: Omit<SegmentCommand, 'format'>,
  more: Record<string, string> = {},
): string => new URLSearchParams({ settle: String(settle), often: String(often), ...more }).toString();

async function viewOf(command: Omit<SegmentCommand, 'format'>): Promise<SegmentationView> {
  const here = await openHere(command);
  return (
    here?.view() ?? SegmentationView.parse(await askThere(command.data, `/segmentation?${query(command)}`))
  );
}

export async function recommendCommand(command: SegmentCommand): Promise<string> {
  const view = await viewOf(command);
  return command.format === 'json' ? json(view) : recommendationText(view);
}

export async function discoveredCommand(command: DiscoveredCommand): Promise<string> {
  const { discovered, zones } = await viewOf(command);
  if (command.format === 'json') return json(discovered);
  if (command.format === 'csv') return discoveredTable(discovered);
  const names = new Map(zones.map(({ id, name }) => [id, name]));
  return text([
    `${counted(discovered.length, 'address', 'addresses')} that talk in a zone of the hospital and that no asset has. Nobody has said what they are.`,
    ...discovered.map(
      ({ address, zone, first_seen, last_seen, answers_on, calls }) =>
        `  ${address.padEnd(16)} ${names.get(zone) ?? zone}, ${first_seen.slice(0, 10)} to ${last_seen.slice(0, 10)}; answers on ${list(answers_on)}; calls ${list(calls)}`,
    ),
    ...(discovered.length > 0
      ? [
          'To take them into the estate: --format csv > new.csv, look at it, then cordon estate import new.csv --source flows-seen-1',
        ]
      : []),
  ]);
}

export async function simulateSegmentCommand(command: SegmentCommand): Promise<string> {
  const here = await openHere(command);
  const simulation = here
    ? await here.simulate()
    : Simulation.parse(await askThere(command.data, `/segmentation/simulation?${query(command)}`));
  return command.format === 'json' ? json(simulation) : simulationText(simulation);
}

/** The lines go to standard output; `told` is for whoever reads along. */
export async function exportSegmentCommand(
  command: ExportSegmentCommand,
): Promise<{ lines: string; told: string }> {
  const { firewall: kind, mode, first } = command;
  const here = await openHere(command);
  const exported = here
    ? here.export({ kind, mode, ...(first !== undefined && { first }) })
    : Exported.parse(
        await askThere(
          command.data,
          `/segmentation/lines?${query(command, { kind, mode, ...(first !== undefined && { first }) })}`,
        ),
      );
  const { pairs, rules, warnings, apply, roll_back } = exported;
  const told = text([
    `${counted(rules, 'rule')}, read back: exactly what was meant passes between ${counted(pairs, 'pair')} of zones. Networks and lists are named after zones: put the device’s own words there.`,
    ...warnings.map((warning) => `Mind: ${warning}`),
    'What takes them back:',
    ...roll_back
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ]);
  return command.format === 'json' ? { lines: json(exported), told: '' } : { lines: apply, told };
}

const shown = 20;
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const text = (lines: readonly string[]): string => `${lines.map(plain).join('\n')}\n`;
const number = (value: number): string => Math.round(value).toLocaleString('en-GB');
const counted = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;
const list = (items: readonly string[]): string => items.join(', ') || 'nothing that was seen';
const more = (all: number, listed: number): string[] =>
  all > listed ? [`  and ${number(all - listed)} more`] : [];

const mark = { kept: '✓', broken: '✗', unknown: '?' } as const;

export function recommendationText({
  recommendation,
  checks,
  discovered,
  zones,
  about_seen,
}: SegmentationView): string {
  const { observed, pairs, rules, rare, rare_count, unused, unplaced, folded, settle_days, often_days } =
    recommendation;
  const nameOf = (id: string) => zones.find((zone) => zone.id === id)?.name ?? id;
  const inState = (state: string) => pairs.filter((pair) => pair.state === state).length;
  return text([
    ...(about_seen === null ? [] : [about_seen]),
    observed
      ? `Observed ${observed.from.slice(0, 10)} to ${observed.to.slice(0, 10)}, on ${counted(observed.days, 'day')}: ${counted(observed.flows, 'flow')}.`
      : 'Nothing was observed: what passes between zones is unknown, which is not the same as nothing.',
    `${counted(pairs.length, 'pair')} of zones: ${inState('stable')} stable, ${inState('settling')} settling (anything new in the last ${settle_days} days, or watched for less), ${inState('unwatched')} not watched.`,
    '',
    ...pairs.map(
      ({ from, to, state, observed_days, quiet_days, rules: some }) =>
        `  ${state.padEnd(9)}  ${nameOf(from)} → ${nameOf(to)}: ${counted(some, 'rule')}${state === 'unwatched' ? ', all that is stated' : `, watched on ${counted(observed_days, 'day')}, nothing new for ${quiet_days}`}`,
    ),
    '',
    `Seen on fewer than ${counted(often_days, 'day')}, and not let through: ${number(rare_count)}. Look at each: an intruder's would be among them.`,
    ...rare
      .slice(0, shown)
      .map(
        ({ from, to, service, times, last_seen }) =>
          `  ${from} → ${to} ${service}, ${counted(times, 'time')}, last ${last_seen.slice(0, 16)}`,
      ),
    ...more(rare_count, Math.min(shown, rare.length)),
    '',
    `Stated, seen by nobody, and no service is known to rest on it: ${number(unused.length)}. Full mode closes them.`,
    ...unused.map(
      ({ flow, from, to, ports, purpose }) => `  ${flow}: ${from} → ${to} on ${ports.join(' ')} (${purpose})`,
    ),
    '',
    `Talking and not in the estate: ${counted(discovered.length, 'address', 'addresses')} (cordon segment discovered).`,
    ...(unplaced.flows > 0
      ? [
          `With an end in no zone that is known: ${counted(unplaced.flows, 'flow')}, ${counted(unplaced.times, 'connection')}.`,
        ]
      : []),
    ...(folded.flows > 0
      ? [`Kept by zones alone, since there were too many pairs: ${counted(folded.times, 'connection')}.`]
      : []),
    '',
    'Patterns',
    ...checks.flatMap(({ title, state, because, source }) => [
      `  ${mark[state]} ${title} (${source})`,
      ...because.slice(0, 5).map((line) => `      ${line}`),
      ...more(because.length, 5),
    ]),
    '',
    'Rules',
    ...pairs
      .filter((pair) => pair.rules > 0)
      .flatMap(({ from, to }) => [
        `  ${nameOf(from)} → ${nameOf(to)}`,
        ...rules.filter((rule) => rule.from_zone === from && rule.to_zone === to).map(ruleText),
      ]),
    '',
    'Cordon has asked no device anything: all of this is from what others logged and what the hospital’s folder says.',
  ]);
}

const whyRule: Record<Rule['because'], (rule: Rule) => string> = {
  seen: ({ times, days }) => `seen ${number(times)} times on ${counted(days, 'day')}`,
  needed: () => 'not seen, but a service rests on it',
  stated: () => 'stated; nothing watches there',
};

const ruleText = (rule: Rule): string =>
  `    ${rule.from} → ${rule.to} ${rule.protocol} ${rule.ports.join(' ')}  (${whyRule[rule.because](rule)})`;

const modeTitle: Record<Mode, string> = {
  visibility: 'Visibility only',
  selective: 'Selective',
  full: 'Full',
};

export function simulationText({ starts, of_assets, confirmed, scores }: Simulation): string {
  const deniedIn = (mode: Mode) => scores.find((score) => score.mode === mode)?.pairs ?? 0;
  const early = deniedIn('full') - deniedIn('selective');
  const row = (title: string, cells: readonly string[]): string =>
    `${title.padEnd(58)}${cells.map((cell) => cell.padStart(24)).join('')}`;
  const range = ({ low, middle, high }: { low: number; middle: number; high: number }): string =>
    `${number(middle)} (${number(low)}-${number(high)})`;
  return text([
    row(
      '',
      scores.map(({ mode }) => modeTitle[mode]),
    ),
    row(
      'Pairs of zones where something is denied',
      scores.map(({ pairs }) => number(pairs)),
    ),
    row(
      `Assets within reach in a day, of ${number(of_assets)}`,
      scores.map(({ assets }) => range(assets)),
    ),
    row(
      'Services that stop',
      scores.map(({ services }) => range(services)),
    ),
    row(
      'Thousand patient-hours',
      scores.map(({ patient_hours }) => thousand(patient_hours)),
    ),
    row(
      'Flows of the last 30 days that it would deny',
      scores.map(({ breaks_count }) => number(breaks_count)),
    ),
    row(
      '  their connections',
      scores.map(({ breaks_times }) => number(breaks_times)),
    ),
    '',
    ...scores.flatMap(({ mode, breaks, breaks_count }) =>
      breaks_count === 0
        ? []
        : [
            `${modeTitle[mode]} would deny`,
            ...breaks
              .slice(0, shown)
              .map(
                ({ from, to, service, times, days, for: services }) =>
                  `  ${from} → ${to} ${service}, ${counted(times, 'time')} on ${counted(days, 'day')}${services.length > 0 ? `, for ${services.join(', ')}` : ''}`,
              ),
            ...more(breaks_count, Math.min(shown, breaks.length)),
            '',
          ],
    ),
    `Simulated, at the quickest pace: an intruder who begins at one of ${counted(starts, 'place')}; the middle of them (best-worst). Compare the columns,`,
    `do not quote one.${confirmed ? '' : ' Patient-hours are weighted by content/containment/harm.yaml, which no clinical safety officer has confirmed.'}`,
    'What passes within a zone never meets a firewall between zones: that takes private VLANs or host firewalls.',
    ...(early > 0
      ? [`Full is not recommended yet: ${counted(early, 'pair')} of zones settle still, or are not watched.`]
      : []),
  ]);
}

const thousand = ({ low, middle, high }: { low: number; middle: number; high: number }): string =>
  `${number(middle / 1000)} (${number(low / 1000)}-${number(high / 1000)})`;
