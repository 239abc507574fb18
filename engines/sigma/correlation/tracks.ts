/** Chooses how a correlation's groups are watched, from its type and condition. */
import { AbsenceTrack, decide } from './absence.ts';
import { hasAbsence, openersOf, sequenceOf } from './expression.ts';
import { Hits, type Meter } from './hits.ts';
import { DistinctValues, Percentile, Total } from './meters.ts';
import { OrderedTrack, type Sequence } from './ordered.ts';
import { Presence } from './presence.ts';
import type { Track } from './track.ts';
import type { Comparator, SigmaCorrelation } from './types.ts';
import { ClosingTrack, SlidingTrack } from './windows.ts';

const compare: Record<Comparator, (value: number, number: number) => boolean> = {
  gt: (value, number) => value > number,
  gte: (value, number) => value >= number,
  lt: (value, number) => value < number,
  lte: (value, number) => value <= number,
  eq: (value, number) => value === number,
  neq: (value, number) => value !== number,
};

/** @returns a function that starts a new track, or goes on with a saved one */
export function tracksOf(correlation: SigmaCorrelation): (saved?: unknown) => Track {
  const { type, rules, condition, timespanMs } = correlation;
  if (type === 'temporal_ordered') {
    const sequence = sequenceOf(condition.kind === 'expression' ? condition.of : null, rules) as Sequence;
    return (saved) => new OrderedTrack(sequence, rules.length, timespanMs, saved);
  }
  if (condition.kind === 'expression') {
    const { of } = condition;
    if (hasAbsence(of)) {
      const opens = openersOf(of, rules);
      return (saved) => new AbsenceTrack(of, rules, opens, timespanMs, saved);
    }
    const holds = ({ seen }: Meter) => decide(of, (name) => seen![rules.indexOf(name)] !== null) === true;
    return (saved) => new SlidingTrack((kept) => new Presence(rules.length, kept), holds, timespanMs, saved);
  }
  const { tests } = condition;
  const holds = ({ value }: Meter) =>
    tests.every(({ comparator, number }) => compare[comparator](value, number));
  const make = metersOf(correlation);
  const reachable = tests.every(({ comparator }) => comparator === 'gt' || comparator === 'gte');
  const Kind = reachable ? SlidingTrack : ClosingTrack;
  return (saved) => new Kind(make, holds, timespanMs, saved);
}

function metersOf({ type, rules, condition, timespanMs }: SigmaCorrelation): (saved?: unknown) => Meter {
  switch (type) {
    case 'value_count':
      return (saved) => new DistinctValues(timespanMs, saved);
    case 'value_sum':
    case 'value_avg':
      return (saved) => new Total(timespanMs, type === 'value_avg', saved);
    case 'value_percentile':
    case 'value_median': {
      const percentile = condition.kind === 'number' ? (condition.percentile ?? 50) : 50;
      return (saved) => new Percentile(timespanMs, percentile, saved);
    }
    case 'temporal':
      return (saved) => new Presence(rules.length, saved);
    default:
      return (saved) => new Hits(timespanMs, saved);
  }
}
