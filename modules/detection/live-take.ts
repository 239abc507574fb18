/**
 * What must be done once and in order with what was read: records that are sent again are dropped, models learn, and everything
 * is counted. One of these for each organisation, however many read.
 */
import { type StoredEvent, toLine } from '@cordon/platform/events';
import { isFault } from '@cordon/platform/fault';
import type { CorrelationHit } from '@cordon/sigma';
import { createFlowTally, type FlowSeen } from './flows/index.ts';
import { createRepeats } from './identity.ts';
import {
  createLiveModels,
  type LiveModelsNeeds,
  type ModelSnapshot,
  type ModelStanding,
} from './live-models.ts';
import type { ReadEvent, ReadPortion } from './live-read.ts';
import type { Event, Finding } from './model.ts';
import type { Thresholds } from './models/index.ts';
import { createRuleNews, type RuleCounts } from './rulebook/index.ts';
import { createSourceNews, type SourceCounts } from './sources/index.ts';

/** All that one portion leads to but for correlations. Plain data, which crosses from one thread to another. */
export interface Taken {
  /** The event store's lines, each ending with a newline, some to a piece. */
  lines: Uint8Array[];
  /** What rules say. */
  findings: Finding[];
  /** What models say. */
  unusual: Finding[];
  /** What correlations wait for. */
  hits: CorrelationHit[];
  /** How often each rule matched, and what is held back from findings. */
  rules: RuleCounts;
  /** Of those who sent it. */
  sources: SourceCounts;
  /** Newest event time so far, ISO 8601. */
  newest: string | null;
  /** By topic: the number of the record after the last that was taken. */
  places: Record<string, number>;
  /** What models have learnt, when it is time to store it. */
  learnt: ModelSnapshot | null;
  standing: ModelStanding;
  /** Who talked to whom since the last time, when it is time to store it. */
  flows: FlowSeen[] | null;
}

/** What has come together and was not stored yet. */
export type Rest = Pick<Taken, 'learnt' | 'flows'>;

/** Everything that was stored before. */
export interface TakeState extends LiveModelsNeeds {
  newest: string | null;
  /** What comes before these was taken: readers that took over from one another may give it again. */
  places: Record<string, number>;
}

export interface LiveTake {
  take(portions: readonly ReadPortion[], thresholds: Thresholds): Taken;
  /** The oldest portion that was not known to be stored now is. */
  stored(): void;
  /** What came together since it was last stored. */
  rest(): Rest;
  standing(): ModelStanding;
  /** What was taken and not stored never was: goes on from what is stored. */
  reopen(state: TakeState): void;
}

/** Records that a repetition is known of: more than any sender has under way. */
const remembered = 200_000;

/** `openPatients`: see `FamilyNeeds`. */
export function createLiveTake(state: TakeState, openPatients: (text: string) => string): LiveTake {
  const repeats = createRepeats(remembered);
  let models = createLiveModels(state, openPatients);
  let flows = createFlowTally(state.estate);
  let { newest, places } = state;

  /** Without what was taken before. */
  function fresh({ topic, receipts, events }: ReadPortion): ReadPortion {
    const place = places[topic] ?? 0;
    const last = receipts.at(-1);
    if (last) places = { ...places, [topic]: Math.max(place, last.seq + 1) };
    const isOld = receipts.map(({ seq }) => seq < place);
    if (!isOld.includes(true)) return { topic, receipts, events };
    const renumbered = isOld.map((_, at) => at - isOld.slice(0, at).filter(Boolean).length);
    return {
      topic,
      receipts: receipts.filter((_, at) => !isOld[at]),
      events: events.flatMap((read) =>
        isOld[read.receipt] ? [] : [{ ...read, receipt: renumbered[read.receipt]! }],
      ),
    };
  }

  function take(portions: readonly ReadPortion[], thresholds: Thresholds): Taken {
    const findings: Finding[] = [];
    const hits: CorrelationHit[] = [];
    const rules = createRuleNews();
    const news = createSourceNews();
    const first: ReadEvent[] = [];
    repeats.begin();
    for (const { receipts, events } of portions.map(fresh)) {
      const senders = receipts.map(({ name, at, bytes }) => news.receipt(name, at, bytes));
      for (const read of events) {
        const sender = senders[read.receipt]!;
        if (read.numbered && repeats.isRepeat(read.stored.id)) {
          sender.repeat();
          continue;
        }
        first.push(read);
        const { time, source } = read.stored;
        rules.see(source, time);
        sender.event(time ?? undefined);
        if (time !== null && (newest === null || time > newest)) newest = time;
        if (time !== null && read.event) flows.add(read.event, time);
        if (read.said === null) continue;
        for (const id of read.said.matched) rules.hit(id, time);
        for (const { finding, filter } of read.said.held) rules.hold(finding, filter);
        findings.push(...read.said.findings);
        hits.push(...read.said.hits);
      }
      for (const [i, { reports }] of receipts.entries())
        for (const report of reports) senders[i]!.report(report);
    }
    models.useThresholds(thresholds);
    const unusual = models.take(inOrder(first), newest);
    return {
      lines: linesOf(first.map(({ stored }) => stored)),
      findings,
      unusual,
      hits,
      rules: rules.counts(),
      sources: news.counts(),
      newest,
      places,
      learnt: models.due(),
      standing: models.standing(),
      flows: flows.due(),
    };
  }

  return {
    take,
    stored: repeats.keep,
    rest: () => ({ learnt: models.rest(), flows: flows.rest() }),
    standing: () => models.standing(),
    reopen(from) {
      repeats.forget();
      models = createLiveModels(from, openPatients);
      flows = createFlowTally(from.estate);
      ({ newest, places } = from);
    },
  };
}

/** In the order of event time. Without a time there is no order, and models can say nothing of it. */
const inOrder = (events: readonly ReadEvent[]): Event[] =>
  events
    .map(({ event, stored }) => ({ event, at: Date.parse(stored.time ?? '') }))
    .filter(({ at }) => !Number.isNaN(at))
    .sort((a, b) => a.at - b.at)
    .flatMap(({ event }) => event ?? []);

/** Characters in a piece: all of it in one could be longer than text can be. */
const pieceLength = 1 << 20;

function linesOf(events: readonly StoredEvent[]): Uint8Array[] {
  const received = Date.now() * 1000;
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let lines: string[] = [];
  let length = 0;
  const end = (): void => {
    pieces.push(encoder.encode(lines.join('')));
    lines = [];
    length = 0;
  };
  for (const event of events) {
    const line = `${lineOf(event, received)}\n`;
    lines.push(line);
    length += line.length;
    if (length >= pieceLength) end();
  }
  if (length > 0) end();
  return pieces;
}

/** One record that is longer than the store takes is kept in part: it must not hold up what comes after it. */
function lineOf(event: StoredEvent, received: number): string {
  try {
    return toLine(event, received);
  } catch (error) {
    if (!isFault(error, 'EVENT_SIZE')) throw error;
    const raw = JSON.stringify({
      cut: `This record of ${event.raw.length} characters is longer than can be kept; it begins so.`,
      begins: event.raw.slice(0, keptOfLong),
    });
    return toLine({ ...event, raw }, received);
  }
}

const keptOfLong = 1 << 16;
