/** Which hosts and accounts weak signals are adding up on, whether or not they have made an incident yet. */
import type { Watched } from './model.ts';
import { mergeSignals, riskOf, type Signals } from './risk.ts';
import type { Thread, ThreadEntity } from './thread.ts';

/** Signals named for each; what it adds up to counts all. */
const named = 5;

/** An entity may be in several threads (a service account is on every host); its signals are taken together. */
export function watchedIn(threads: readonly Thread[], now: string, most: number): Watched[] {
  const known = new Map<string, { entity: ThreadEntity; signals: Signals; incident: string | null }>();
  for (const thread of threads) {
    if (thread.status !== 'open') continue;
    for (const [key, entity] of Object.entries(thread.entities)) {
      if (entity.kind === 'address' && entity.zone === null) continue; // somebody else's address
      const before = known.get(key);
      const incident = (thread.raised ? thread.id : null) ?? before?.incident ?? null;
      const signals = before ? mergeSignals(before.signals, entity.signals) : entity.signals;
      known.set(key, {
        entity: before && before.entity.last_seen > entity.last_seen ? before.entity : entity,
        signals,
        incident,
      });
    }
  }
  return [...known.values()]
    .map(({ entity, signals, incident }) => ({ entity, incident, risk: riskOf(signals, now) }))
    .filter(({ risk }) => risk.score >= 1)
    .sort((a, b) => b.risk.score - a.risk.score || (a.entity.name < b.entity.name ? -1 : 1))
    .slice(0, most)
    .map(({ entity: { kind, id, name, zone, last_seen }, incident, risk }) => ({
      kind,
      id,
      name,
      zone,
      last_seen,
      risk: Math.round(risk.score),
      signals: risk.signals
        .slice(0, named)
        .map(({ title, level, at, weight }) => ({ title, level, at, weight: Math.round(weight) })),
      incident,
    }));
}
