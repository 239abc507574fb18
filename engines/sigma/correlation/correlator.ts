/**
 * Correlates hits of rules in the order of their own time.
 *
 * Hits wait until no earlier one is expected (`latenessMs` behind the newest), so the outcome does not depend on
 * the order in which logs arrive. Time itself moves only by what it is told: there is no clock here.
 */

import type { SigmaRule } from '../types.ts';
import { type Group, Groups } from './groups.ts';
import { reasonsFor } from './reasons.ts';
import { resolveCorrelations } from './resolve.ts';
import {
  loadGroups,
  readSnapshot,
  type Snapshot,
  saveGroups,
  snapshotFormat,
  waitingIn,
} from './snapshot.ts';
import { type Outcome, type Refs, someRefs, type Track } from './track.ts';
import { tracksOf } from './tracks.ts';
import type { Correlated, CorrelationHit, Correlator, CorrelatorOptions, SigmaCorrelation } from './types.ts';
import { amountOf, hitText, keyOf } from './values.ts';
import { WaitingHits } from './waiting.ts';

const nothing: readonly Correlated[] = Object.freeze([]);

/** Every date there is, short of those that a window would lead beyond. */
const isUsable = (time: number): boolean => Math.abs(time) <= 8e15;

/**
 * @param rules the rules that correlations may name
 */
export function createCorrelator(
  correlations: readonly SigmaCorrelation[],
  rules: readonly SigmaRule[],
  options: CorrelatorOptions = {},
): Correlator {
  const { latenessMs = 300_000, maxGroups = 100_000, maxWaiting = 500_000 } = options;
  const { plans, refusals, layouts, uses } = resolveCorrelations(correlations, rules);
  const newTrack: ((saved?: unknown) => Track)[] = plans.map(({ correlation }) => tracksOf(correlation));
  const measuresNumbers = plans.map(({ correlation: { type } }) => /^value_(?!count)/.test(type));

  let waiting = new WaitingHits();
  let groups = new Groups(plans.length, maxGroups);
  /** The newest time seen, and the time before which everything is settled. */
  let latest = Number.NEGATIVE_INFINITY;
  let settled = Number.NEGATIVE_INFINITY;
  let late = 0;
  let untimed = 0;
  let found: Correlated[] = [];

  const isOnlyBuildingBlock = (id: string): boolean =>
    uses.get(id)?.every(({ plan }) => !plan.correlation.generate) ?? false;
  const speaks = plans.map(({ correlation }) => !isOnlyBuildingBlock(correlation.id));

  /** Gives a hit to every correlation that counts its source; says whether any could take it. */
  function count(
    source: string,
    time: number,
    ref: string,
    refs: Refs,
    began: number,
    values: readonly (string | null)[],
    openSince?: number,
  ): boolean {
    let taken = false;
    for (const { plan, member } of uses.get(source) ?? []) {
      const { groupAt, fieldsAt, extraAt } = plan.members[member]!;
      const key = keyOf(values, groupAt);
      if (key === undefined) continue;
      const value = fieldsAt.length === 0 ? '' : keyOf(values, fieldsAt);
      if (value === undefined) continue;
      const amount = measuresNumbers[plan.place] ? amountOf(value) : 0;
      if (Number.isNaN(amount)) continue;
      let group = groups.get(plan, key);
      if (openSince !== undefined && !isOpen(group, openSince)) continue;
      taken = true;
      if (group === undefined) {
        const labels = groupAt.map((place) => values[place]!);
        group = groups.add(plan, key, labels, newTrack[plan.place]!(), time);
      }
      group.touched = time;
      if (extraAt.length > 0) group.extras = extraAt.map((place) => values[place]!);
      const outcome = group.track.step({ time, began, ref, refs, member, value, amount });
      groups.update(group, time);
      if (outcome !== undefined) conclude(group, outcome);
    }
    return taken;
  }

  /** Whether the group's window is open, and a hit of that time would still be in it. */
  function isOpen(group: Group | undefined, time: number): boolean {
    if (group === undefined) return false;
    const since = settled - group.plan.correlation.timespanMs;
    return time >= since && group.touched >= since;
  }

  function conclude({ plan, labels, extras }: Group, outcome: Outcome): void {
    const { correlation } = plan;
    const id = `${correlation.id}:${outcome.ref}`;
    const refs = someRefs(outcome.refs);
    if (speaks[plan.place]) {
      found.push({
        correlation,
        time: outcome.time,
        first: outcome.first,
        group: Object.fromEntries(correlation.groupBy.map((field, i) => [field, labels[i]!])),
        value: outcome.value,
        count: outcome.count,
        refs,
        reasons: reasonsFor(plan, outcome),
        id,
      });
    }
    if (uses.has(correlation.id)) {
      const values = plan.gives.map(({ from, at }) =>
        from === 'group' ? labels[at]! : (extras[at] ?? null),
      );
      count(correlation.id, outcome.time, id, refs, outcome.first, values);
    }
  }

  function closeBefore(time: number): void {
    for (let group = groups.due(time); group !== undefined; group = groups.due(time)) {
      const outcome = group.track.close();
      groups.update(group, time);
      if (outcome !== undefined) conclude(group, outcome);
      if (group.track.size === 0 && !group.gone) groups.remove(group);
    }
  }

  /** Everything before `time` happens. */
  function settle(time: number): void {
    for (let hit = waiting.peek(); hit !== undefined && hit.time < time; hit = waiting.peek()) {
      closeBefore(hit.time);
      waiting.pop();
      count(hit.source, hit.time, hit.ref, hit.ref, hit.time, hit.values);
    }
    closeBefore(time);
    settled = Math.max(settled, time);
  }

  function take(): readonly Correlated[] {
    if (found.length === 0) return nothing;
    const taken = found;
    found = [];
    return taken;
  }

  function reach(time: number): void {
    if (time <= latest) return;
    latest = time;
    settle(time - latenessMs);
  }

  function clear(): void {
    waiting = new WaitingHits();
    groups = new Groups(plans.length, maxGroups);
    latest = Number.NEGATIVE_INFINITY;
    settled = Number.NEGATIVE_INFINITY;
  }

  return {
    correlations: plans
      .map(({ correlation }) => correlation)
      .sort((a, b) => correlations.indexOf(a) - correlations.indexOf(b)),
    refusals,
    get counters() {
      return { late, untimed, evicted: groups.evicted, groups: groups.count, waiting: waiting.size };
    },
    fieldsOf: (ruleId) => layouts.get(ruleId),
    isOnlyBuildingBlock,
    add({ rule, time: given, ref, values }: CorrelationHit) {
      // Minus zero is the same moment, and a snapshot does not know it.
      const time = given + 0;
      const layout = layouts.get(rule);
      if (layout === undefined) return nothing;
      if (!isUsable(time)) {
        untimed++;
        return nothing;
      }
      const texts = layout.map((field) => (Object.hasOwn(values, field) ? hitText(values[field]) : null));
      if (time < settled) {
        // It counts as if it came now, wherever its own time still lies in an open window.
        if (!count(rule, settled, ref, ref, time, texts, time)) late++;
        return take();
      }
      waiting.push({ source: rule, time, ref, values: texts });
      reach(time);
      if (waiting.size > maxWaiting) settle(waiting.peek()!.time + 1);
      return take();
    },
    advance(timeMs) {
      if (isUsable(timeMs)) reach(timeMs);
      return take();
    },
    end() {
      settle(Number.POSITIVE_INFINITY);
      const evicted = groups.evicted;
      clear();
      groups.evicted = evicted;
      return take();
    },
    snapshot(): Snapshot {
      return structuredClone({
        format: snapshotFormat,
        latest: Number.isFinite(latest) ? latest : null,
        settled: Number.isFinite(settled) ? settled : null,
        late,
        untimed,
        evicted: groups.evicted,
        layouts: [...layouts],
        waiting: waiting.toArray(),
        plans: saveGroups(plans, groups),
      });
    },
    restore(state) {
      const snapshot = readSnapshot(state);
      if (snapshot === undefined) return;
      clear();
      latest = snapshot.latest ?? Number.NEGATIVE_INFINITY;
      settled = snapshot.settled ?? Number.NEGATIVE_INFINITY;
      ({ late, untimed } = snapshot);
      loadGroups(snapshot, plans, groups, newTrack);
      groups.evicted = snapshot.evicted;
      for (const hit of waitingIn(snapshot, layouts)) waiting.push(hit);
    },
  };
}
