/**
 * Every way in from outside, and whether more than a password is asked there. One way in that nobody had on a list was how
 * Advanced (2022) and Change Healthcare (2024) were entered.
 */
import type { Asset, Estate, EstateData, Flow } from '../model.ts';
import { isPublicAddress } from '../network.ts';
import type { Entry, EntryException, Registers } from './model.ts';

/**
 * Best last: a way in that nobody answers for is worse than one that is known to be weak. `lapsed`: more than a password is asked, but
 * nobody answers for it, or it or an exception has not been looked at for a year.
 */
export const entryStates = ['unexplained', 'unknown', 'password only', 'lapsed', 'covered'] as const;
export type EntryState = (typeof entryStates)[number];

/** A conversation that somebody saw, whether or not it is allowed. `from` called. */
export interface SeenFlow {
  from: string;
  /** What the estate knows at that end; null = a stranger. */
  from_id: string | null;
  to_id: string | null;
  protocol: string;
  /** Of the one who was called; null where the protocol has none. */
  port: number | null;
  source: string;
  seen_at: string | null;
}

export interface EntryFinding {
  state: EntryState;
  /** Null for a conversation that no row of the register explains. */
  entry: Entry | null;
  name: string;
  flows: Flow[];
  /** One example of a call that was seen and that nothing explains; null where the list of flows told. */
  seen: SeenFlow | null;
  exceptions: { exception: EntryException; valid: boolean; why: string }[];
  /** Everything that is to be said against it, one sentence each; empty when there is nothing. */
  why: string[];
}

/** Exceptions and entries are looked at every year. */
const yearInDays = 365;

/**
 * @param seen what sensors saw; a call from the internet that neither a row nor a list of flows explains is a hole that nobody knew of
 * @returns worst first; every conversation that begins on the internet is in at least one of them
 */
export function judgeEntries(
  data: Estate,
  registers: Registers,
  day: string,
  seen: readonly SeenFlow[] = [],
): EntryFinding[] {
  const fromOutside = flowsFromOutside(data);
  const explained = new Set(registers.entries.flatMap(({ flows }) => flows));
  const unexplained = fromOutside
    .filter(({ id }) => !explained.has(id))
    .map(
      (flow): EntryFinding => ({
        state: 'unexplained',
        entry: null,
        name: flow.purpose || flow.id,
        flows: [flow],
        seen: null,
        exceptions: [],
        why: [
          `The internet may call ${flow.to} (${flow.protocol} ${flow.ports.join(' ') || 'any'}), and no row of the register says what for, who answers for it, or what is asked there.`,
        ],
      }),
    );
  const flowsById = new Map(data.flows.map((flow) => [flow.id, flow]));
  const judged = registers.entries.map((entry): EntryFinding => {
    const exceptions = registers.exceptions
      .filter((exception) => exception.entry === entry.id)
      .map((exception) => judgeException(exception, day));
    const flows = entry.flows.flatMap((id) => flowsById.get(id) ?? []);
    return { entry, name: entry.name, flows, seen: null, exceptions, ...judge(entry, exceptions, day) };
  });
  return [...unexplained, ...holes(data, registers, fromOutside, seen), ...judged].sort(
    (a, b) =>
      entryStates.indexOf(a.state) - entryStates.indexOf(b.state) ||
      Number(b.entry?.privileged ?? false) - Number(a.entry?.privileged ?? false) ||
      (a.name < b.name ? -1 : 1),
  );
}

/** Calls that were seen from the internet and that nothing explains, one for each asset and port. */
function holes(
  data: Estate,
  registers: Registers,
  fromOutside: readonly Flow[],
  seen: readonly SeenFlow[],
): EntryFinding[] {
  const through = new Set(registers.entries.flatMap((entry) => entry.through));
  const found = new Map<string, EntryFinding>();
  for (const flow of seen) {
    const asset = flow.to_id === null ? undefined : data.asset(flow.to_id);
    if (asset === undefined || flow.from_id !== null || !isPublicAddress(flow.from)) continue;
    const places = [asset.id, asset.system, asset.zone].filter((place) => place !== null);
    const isOwn = data.zoneOfAddress(flow.from)?.kind;
    if (isOwn !== undefined && isOwn !== 'internet') continue;
    if (places.some((place) => through.has(place))) continue;
    if (fromOutside.some((allowed) => places.includes(allowed.to) && covers(allowed, flow))) continue;
    const key = `${asset.id} ${flow.protocol} ${flow.port}`;
    if (!found.has(key)) found.set(key, hole(asset, flow));
  }
  return [...found.values()];
}

function hole(asset: Asset, flow: SeenFlow): EntryFinding {
  const what = `${flow.protocol} ${flow.port ?? ''}`.trim();
  const when = flow.seen_at === null ? '' : ` on ${flow.seen_at.slice(0, 10)}`;
  return {
    state: 'unexplained',
    entry: null,
    name: `${asset.hostname}, ${what}`,
    flows: [],
    seen: flow,
    exceptions: [],
    why: [
      `${flow.from} called ${asset.hostname} on ${what}${when}, says ${flow.source}. No row and no list of flows explains that.`,
    ],
  };
}

function covers({ protocol, ports }: Flow, { protocol: seen, port }: SeenFlow): boolean {
  if (protocol !== 'any' && protocol !== seen.toLowerCase()) return false;
  if (port === null) return true;
  return ports.some((one) => {
    const [low, high = low] = one.split('-').map(Number);
    return one === 'any' || (port >= low! && port <= high!);
  });
}

/** Allowed conversations whose caller may be anybody. */
export function flowsFromOutside(data: EstateData): Flow[] {
  const outside = new Set(data.zones.filter(({ kind }) => kind === 'internet').map(({ id }) => id));
  return data.flows.filter(({ from, to }) => outside.has(from) && !outside.has(to));
}

function judge(
  entry: Entry,
  exceptions: EntryFinding['exceptions'],
  day: string,
): Pick<EntryFinding, 'state' | 'why'> {
  const why: string[] = [];
  if (entry.owner === null) why.push('Nobody answers for it.');
  if (entry.reviewed_on === null) why.push('Nobody has ever reviewed it.');
  else if (daysSince(entry.reviewed_on, day) > yearInDays)
    why.push(`It was last reviewed on ${entry.reviewed_on}.`);
  const lapsed = exceptions.filter(({ valid }) => !valid);
  why.push(...lapsed.map((one) => `${one.exception.who}: ${one.why}`));
  if (entry.second_factor === null)
    return { state: 'unknown', why: ['Nobody has looked what is asked there besides a password.', ...why] };
  if (entry.second_factor === 'none') {
    const weak = `A password is all that is asked${entry.privileged ? ', and administrators come in here' : ''}.`;
    return { state: 'password only', why: [weak, ...why] };
  }
  return { state: why.length > 0 ? 'lapsed' : 'covered', why };
}

function judgeException(exception: EntryException, day: string): EntryFinding['exceptions'][number] {
  const { approved_by, approved_on, reviewed_on } = exception;
  if (approved_by === null || approved_on === null)
    return { exception, valid: false, why: 'nobody approved the exception.' };
  const looked = reviewed_on !== null && reviewed_on > approved_on ? reviewed_on : approved_on;
  if (daysSince(looked, day) > yearInDays)
    return {
      exception,
      valid: false,
      why: `the exception was last looked at on ${looked}; it is due every year.`,
    };
  return {
    exception,
    valid: true,
    why: `approved by ${approved_by} on ${approved_on}, last looked at on ${looked}.`,
  };
}

const daysSince = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
