/**
 * What should pass between zones: what was seen on enough days, what services need though nobody saw it, and, where nothing watches, what
 * is stated today. Never anything that was neither seen nor stated. Pure.
 */
import {
  createCarriage,
  isOn,
  meet,
  placeFlows,
  portRanges,
  portText,
  type SeenFlow,
  told,
} from '@cordon/containment';
import { daysOf, type FlowsSeen, zoneOfEnd } from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import type { Pair, Recommendation, Rule } from './model.ts';
import { byPair, createEnds, type Ends, pairOf, portOf, protocolOf, type Stated, type Way } from './ways.ts';

export interface RecommendOptions {
  /** Days without anything new after which a pair of zones counts as known. */
  readonly settleDays: number;
  /** Days on which a flow must have been seen. */
  readonly oftenDays: number;
}

export const usually: RecommendOptions = { settleDays: 14, oftenDays: 2 };

/** Seen flows that a rule would speak of as one. */
interface Group extends Way {
  readonly flows: SeenFlow[];
  readonly days: Set<number>;
}

const day = 86_400_000;
const dayOf = (time: string): number => Math.floor(Date.parse(time) / day);
/** Rare flows that are named; a scan that was answered makes thousands. */
const mostRare = 200;

export function recommend(
  estate: Estate,
  seen: FlowsSeen,
  { settleDays, oftenDays }: RecommendOptions = usually,
): Recommendation {
  const ends = createEnds(estate);
  const placed = placeFlows(estate, seen);
  const stated = ends.stated().filter(({ from, to }) => from.zone !== to.zone);
  const groups = groupsOf(placed, ends);
  const watch = createWatch(placed);
  const rules = new Map<string, Rule>();
  const add = (way: Way, because: Rule['because'], group?: Group): void => {
    const key = [pairOf(way), way.from.id, way.to.id, way.protocol, because].join(' ');
    const rule = rules.get(key) ?? ruleOf(way, because);
    rules.set(key, rule);
    for (const port of way.ports) if (!rule.ports.includes(port)) rule.ports.push(port);
    if (!group) return;
    rule.times += group.flows.reduce((sum, { seen: { times } }) => sum + times, 0);
    rule.days = Math.max(rule.days, group.days.size);
    for (const {
      seen: { last_seen },
    } of group.flows)
      if (last_seen > (rule.last_seen ?? '')) rule.last_seen = last_seen;
  };

  const statedIn = byPair(stated);
  const usual = groups.filter(
    // What somebody wrote a flow for is used when it is used once; through a flow to a whole zone anything may come.
    (group) =>
      group.days.size >= oftenDays ||
      statedIn(pairOf(group)).some((way) => way.to.id !== way.to.zone && isSeen(way, [group])),
  );
  const usualIn = byPair(usual);
  for (const group of usual) add(group, 'seen', group);
  for (const way of stated) if (watch.days(pairOf(way)).size === 0) add(way, 'stated');
  for (const way of neededWays(estate, ends)) {
    const isOurs = way.from.zone !== way.to.zone && watch.days(pairOf(way)).size > 0;
    if (isOurs && !isSeen(way, usualIn(pairOf(way)))) add(way, 'needed');
  }
  const all = [...rules.values()];
  for (const rule of all) {
    const allowing = statedIn(`${rule.from_zone} ${rule.to_zone}`).filter((way) => overlaps(way, rule, ends));
    rule.stated = [...new Set(allowing.map(({ flow }) => flow.id))];
  }

  const isUsual = new Set(usual.flatMap(({ flows }) => flows));
  const rare = placed
    .filter((flow) => isBetweenZones(flow) && !isUsual.has(flow))
    .sort((a, b) => b.seen.times - a.seen.times);
  return {
    settle_days: settleDays,
    often_days: oftenDays,
    observed: watch.observed,
    pairs: pairsOf(stated, groups, all, watch, settleDays),
    rules: all.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
    rare: rare.slice(0, mostRare).map((flow) => told(estate, flow)),
    rare_count: rare.length,
    unused: unusedOf(stated, all, placed),
    unplaced: counted(placed.filter(({ from, to }) => from.zone === null || to.zone === null)),
    folded: counted(
      placed.filter(({ seen: { from, to } }) => (zoneOfEnd(from) ?? zoneOfEnd(to)) !== undefined),
    ),
  };
}

const sortKey = ({ from_zone, to_zone, from, to, protocol, because }: Rule): string =>
  [from_zone, to_zone, from, to, protocol, because].join(' ');

const isBetweenZones = ({ from, to }: SeenFlow): boolean =>
  from.zone !== null && to.zone !== null && from.zone !== to.zone;

const counted = (flows: readonly SeenFlow[]) => ({
  flows: flows.length,
  times: flows.reduce((sum, { seen: { times } }) => sum + times, 0),
});

const ruleOf = ({ from, to, protocol }: Way, because: Rule['because']): Rule => ({
  ...{ from: from.id, to: to.id, from_zone: from.zone, to_zone: to.zone, protocol, ports: [], because },
  ...{ stated: [], times: 0, days: 0, last_seen: null },
});

function groupsOf(placed: readonly SeenFlow[], ends: Ends): Group[] {
  const groups = new Map<string, Group>();
  for (const flow of placed) {
    const [from, to] = [ends.ofSeen(flow.from), ends.ofSeen(flow.to)];
    const protocol = protocolOf(flow);
    if (!from || !to || from.zone === to.zone || protocol === undefined) continue;
    const port = portOf(flow);
    const key = [pairOf({ from, to }), from.id, to.id, protocol, port].join(' ');
    const group = groups.get(key) ?? { from, to, protocol, ports: [port], flows: [], days: new Set() };
    groups.set(key, group);
    group.flows.push(flow);
    for (const one of daysOf(flow.seen)) group.days.add(one);
  }
  return [...groups.values()];
}

type Watch = ReturnType<typeof createWatch>;

/** Between which zones anything was seen, and on which days. A sensor that sees two zones need not see what passes between them. */
function createWatch(placed: readonly SeenFlow[]) {
  const byPair = new Map<string, Set<number>>();
  const all = new Set<number>();
  const join = (pair: string, day: number): void => {
    byPair.set(pair, (byPair.get(pair) ?? new Set()).add(day));
  };
  for (const flow of placed) {
    const { from, to } = flow;
    for (const one of daysOf(flow.seen)) {
      all.add(one);
      if (!isBetweenZones(flow)) continue;
      join(`${from.zone} ${to.zone}`, one);
      join(`${to.zone} ${from.zone}`, one);
    }
  }
  const first = placed.map(({ seen: { first_seen } }) => first_seen).sort()[0];
  const last = placed.map(({ seen: { last_seen } }) => last_seen).sort();
  return {
    newest: Math.max(...all),
    observed:
      first === undefined ? null : { from: first, to: last.at(-1)!, days: all.size, flows: placed.length },
    /** Days on which something was seen between the two, in either direction. */
    days: (pair: string): ReadonlySet<number> => byPair.get(pair) ?? new Set<number>(),
  };
}

function pairsOf(
  stated: readonly Stated[],
  groups: readonly Group[],
  rules: readonly Rule[],
  watch: Watch,
  settleDays: number,
): Pair[] {
  const newest = new Map<string, number>();
  for (const way of [...stated, ...groups]) newest.set(pairOf(way), Number.NEGATIVE_INFINITY);
  for (const group of groups) {
    const first = Math.min(...group.flows.map(({ seen: { first_seen } }) => dayOf(first_seen)));
    newest.set(pairOf(group), Math.max(newest.get(pairOf(group))!, first));
  }
  const count = new Map<string, number>();
  for (const { from_zone, to_zone } of rules) {
    const pair = `${from_zone} ${to_zone}`;
    count.set(pair, (count.get(pair) ?? 0) + 1);
  }
  return [...newest]
    .map(([pair, lastNew]): Pair => {
      const [from = '', to = ''] = pair.split(' ');
      const days = watch.days(pair);
      const quiet = days.size === 0 ? 0 : watch.newest - Math.max(lastNew, Math.min(...days));
      const isStable = quiet >= settleDays && days.size >= settleDays;
      return {
        ...{ from, to, observed_days: days.size, quiet_days: quiet },
        state: days.size === 0 ? 'unwatched' : isStable ? 'stable' : 'settling',
        rules: count.get(pair) ?? 0,
      };
    })
    .sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}

/** For each dependency the ways that may carry it, narrowed to the two systems. */
function* neededWays(estate: Estate, ends: Ends): Generator<Way> {
  const carriage = createCarriage(estate);
  const isService = new Set(estate.services.map(({ id }) => id));
  for (const dependency of estate.dependencies) {
    for (const { flow, ports, calls } of carriage.carriersOf(dependency)) {
      const dependent = (end: string) =>
        isService.has(dependency.from) ? ends.endsOf(end) : ends.within(end, dependency.from);
      const provider = (end: string) => ends.within(end, dependency.to);
      const [callers, called] = calls ? [dependent, provider] : [provider, dependent];
      for (const from of callers(flow.from))
        for (const to of called(flow.to))
          yield { from, to, protocol: flow.protocol, ports: ports.map((range) => rangeText(range)) };
    }
  }
}

const rangeText = (range: readonly [number, number]): string =>
  range[0] === 0 && range[1] === 65_535 ? 'any' : portText(range);

/** Whether something of the way was seen: what carries a dependency is known then. */
function isSeen({ from, to, protocol, ports }: Way, groups: readonly Group[]): boolean {
  const way = { from: from.id, to: to.id, protocol };
  const ranges = portRanges(ports);
  return groups.some(({ flows }) => flows.some((flow) => isOn(flow, way, ranges)));
}

/** Whether a stated way between the same zones allows something of what a rule speaks of. */
const overlaps = (way: Stated, rule: Rule, ends: Ends): boolean =>
  (way.protocol === 'any' || rule.protocol === 'any' || way.protocol === rule.protocol) &&
  (way.protocol === 'icmp' || meet(portRanges(way.ports), portRanges(rule.ports))) &&
  ends.touch(way.from, { id: rule.from, zone: rule.from_zone }) &&
  ends.touch(way.to, { id: rule.to, zone: rule.to_zone });

function unusedOf(
  stated: readonly Stated[],
  rules: readonly Rule[],
  placed: readonly SeenFlow[],
): Recommendation['unused'] {
  const used = new Set(rules.filter(({ because }) => because !== 'seen').flatMap((rule) => rule.stated));
  const between = placed.filter(isBetweenZones);
  const flows = new Map(stated.map(({ flow }) => [flow.id, flow]));
  return [...flows.values()]
    .filter(({ id }) => !used.has(id))
    .filter((flow) => {
      const ranges = portRanges(flow.ports);
      return !between.some((one) => isOn(one, flow, ranges));
    })
    .map(({ id, from, to, protocol, ports, purpose }) => ({ flow: id, from, to, protocol, ports, purpose }));
}
