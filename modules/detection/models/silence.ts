/**
 * What is missing: a host or a source that stopped logging, many hosts that fell silent together, protection that only
 * watches, and threats that the antivirus named and nothing stopped. Time passes here even when nothing is logged.
 */
import {
  createBoundedMap,
  createQuantiles,
  createSeason,
  type QuantilesState,
  robustScore,
  type SeasonState,
} from '@cordon/anomaly';
import { createKeyed } from './keyed.ts';
import { createLearning, type LearningState } from './learning.ts';
import type { Family, FamilyNeeds, Origin, Seen } from './signal.ts';
import { createUnstopped, type UnstoppedState } from './unstopped.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const KEYS = 20_000;
/** How often silence is looked for, in event time. */
const EVERY = 10 * MINUTE;
/** Looks in an hour, each a value of its season. */
const LOOKS = 6;
/** Gaps known before a host's silence means anything. */
const FEWEST = 30;
/** Hosts that log, below which "many at once" has no meaning. */
const HOSTS = 20;

interface Watched {
  last: number;
  origin: Origin;
}
export interface SilenceState {
  learning: LearningState;
  last: [string, Watched][];
  gaps: [string, QuantilesState][];
  season: SeasonState;
  looked: number | null;
  unstopped: UnstoppedState;
}

const hours = (milliseconds: number): string => `${(milliseconds / HOUR).toFixed(1)} h`;

/** All that is kept of the last record of a source: enough to name it, and none of its content. */
const trace = ({ event, envelope }: Seen): Origin => ({
  source: event.source.key,
  format: event.source.format,
  file: event.file,
  recordId: event.recordId,
  envelope,
  record: null,
});

export function createSilence(needs: FamilyNeeds, state?: SilenceState): Family {
  const { say } = needs;
  const learning = createLearning({ days: 3, events: 2000 }, state?.learning);
  const last = createBoundedMap<Watched>(2 * KEYS, state?.last);
  const gaps = createKeyed(
    2 * KEYS,
    (each?: QuantilesState) => createQuantiles({ relativeError: 0.05, bins: 64 }, each),
    state?.gaps,
  );
  const season = createSeason({ weeks: 6 * LOOKS, atLeast: 2 * LOOKS }, state?.season);
  const unstopped = createUnstopped(needs, state?.unstopped);
  let looked = state?.looked ?? null;
  let ready = false;

  /** Silence longer than nine in ten of a host's own gaps: on its own nothing, but it is counted over all hosts. */
  function look(at: number): void {
    let quiet = 0;
    let watched = 0;
    let newest: Watched | undefined;
    for (const [key, source] of last.entries()) {
      const usual = gaps.peek(key);
      if (!usual || usual.count < FEWEST) continue;
      const silent = at - source.last;
      const longest = Math.max(usual.quantile(1)!, 10 * MINUTE);
      const isHost = key.startsWith('host:');
      if (ready) {
        say(
          isHost ? 'silence.host' : 'silence.source',
          key,
          silent / longest,
          { at, origin: source.origin },
          () => [
            { field: null, measure: 'silent for', found: hours(silent), usual: `at most ${hours(longest)}` },
            {
              field: null,
              measure: 'last record',
              found: new Date(source.last).toISOString(),
              usual: `${usual.count} gaps known`,
            },
          ],
        );
      }
      if (!isHost) continue;
      watched++;
      // Hosts gone for good are no part of a sudden silence.
      if (silent <= usual.quantile(0.9)! || silent > 3 * longest) continue;
      quiet++;
      if (!newest || source.last > newest.last) newest = source;
    }
    if (watched < HOSTS) return;
    const usual = season.usual(at);
    if (ready && usual && newest) {
      const score = robustScore(quiet, usual, Math.max(3, Math.sqrt(usual.median)));
      say('silence.many', 'estate', score, { at, origin: newest.origin }, () => [
        {
          field: null,
          measure: 'hosts quieter than nine in ten of their own gaps',
          found: `${quiet} of ${watched}`,
          usual: `${usual.median} (${usual.over})`,
        },
      ]);
    }
    season.add(at, quiet);
  }

  function advance(at: number): void {
    unstopped.advance(at);
    if (looked === null) looked = at;
    // A jump in time is looked at once, not once for each step missed.
    if (at - looked < EVERY) return;
    looked = at;
    look(at);
  }

  function note(key: string, seen: Seen): void {
    const known = last.get(key);
    if (known && seen.at > known.last) gaps.take(key).add(seen.at - known.last);
    if (!known || seen.at >= known.last) last.set(key, { last: seen.at, origin: trace(seen) });
  }

  return {
    add(seen) {
      ready = learning.ready(seen.at);
      const { source } = seen.event;
      // Only what a host says of itself shows that its agent lives: a sensor speaks of hosts that log nothing.
      if (source.product === 'windows' && seen.host !== undefined) note(`host:${seen.host}`, seen);
      note(`source:${source.product ?? source.format} ${seen.channel ?? source.service ?? ''}`.trim(), seen);
      unstopped.add(seen);
      advance(seen.at);
    },
    advance,
    progress: learning.progress,
    snapshot: (): SilenceState => ({
      learning: learning.snapshot(),
      last: last.entries(),
      gaps: gaps.snapshot(),
      season: season.snapshot(),
      looked,
      unstopped: unstopped.snapshot(),
    }),
  };
}
