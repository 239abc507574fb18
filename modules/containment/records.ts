/** Whose records an intruder could read, and which nobody else gets at any more: what a breach report and a letter to patients need. Pure. */
import { type Estate, type RecordKind, type System, sensitiveRecords } from '@cordon/estate';
import type { Blast, Records, RecordsReached, Span } from './model.ts';
import { soonestOf } from './span.ts';

/**
 * Whoever holds any host of a system is taken to get at all that it holds. A database on another system's host is in that system.
 *
 * @param lost by system, when it stops, be it by its own hosts or by what it rests on
 */
export function recordsReached(
  estate: Estate,
  assets: Blast['assets'],
  lost: ReadonlyMap<string, Span>,
): Records {
  const read = new Map<string, Span>();
  for (const one of assets) {
    const system = estate.asset(one.asset)!.system;
    if (system !== null) read.set(system, soonestOf(read.get(system), one));
  }
  const touched = estate.systems.filter(({ id }) => read.has(id) || lost.has(id));
  const systems = touched
    .filter(({ records }) => heldBy(records).length > 0)
    .map(
      ({ id, name, records, people = null }): RecordsReached => ({
        ...{ system: id, name, records: heldBy(records), people },
        sensitive: heldBy(records).filter((kind) => sensitiveRecords.includes(kind)),
        read: read.get(id) ?? null,
        lost: lost.get(id) ?? null,
      }),
    )
    .sort(weightiest);
  return {
    systems,
    unsaid: touched.filter(({ records }) => records === undefined).map(nameOf),
    people: peopleIn(systems),
  };
}

const heldBy = (records: System['records'] = []): RecordKind[] =>
  records.flatMap((kind) => (kind === 'none' ? [] : kind));

const nameOf = ({ id, name }: System) => ({ system: id, name });

/** What the law asks most about, then of most people: as many as there may be, where nobody has counted. */
const weightiest = (a: RecordsReached, b: RecordsReached): number =>
  b.sensitive.length - a.sensitive.length ||
  (b.people ?? Number.MAX_VALUE) - (a.people ?? Number.MAX_VALUE) ||
  (a.system < b.system ? -1 : 1);

/** The same people are in most systems of a hospital, and nobody knows how many of them: a sum would be too much, the largest too little. */
function peopleIn(systems: readonly RecordsReached[]): Records['people'] {
  const counted = systems.flatMap(({ people }) => people ?? []);
  return {
    at_least: Math.max(0, ...counted),
    at_most: counted.reduce((sum, people) => sum + people, 0),
    uncounted: systems.length - counted.length,
  };
}
