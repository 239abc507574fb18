/**
 * From received bytes to events and what rules say of each. It keeps nothing from one portion to the next, so it may be done by any
 * number of threads or processes, and again with the same outcome.
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { StoredEvent } from '@cordon/platform/events';
import type { Fields } from '@cordon/platform/keys';
import type { CorrelationHit } from '@cordon/sigma';
import { createDetect } from './detect.ts';
import { identityOf } from './identity.ts';
import { type LiveRules, openLiveRules } from './live-rules.ts';
import type { Event, Finding } from './model.ts';
import { createSealEvent, declaredPatients } from './patients/index.ts';
import { type InputReport, readInput } from './readers/index.ts';
import { createRestore, type Restore, toStored } from './stored.ts';

/** What a door received at once. */
export interface Received {
  /** Its number in the topic. */
  seq: number;
  /** The sender's name for the source. */
  name: string;
  /** The same key means the same bytes. */
  key: string;
  /** When it came, ISO 8601; null when that was not noted. */
  at: string | null;
  body: Uint8Array;
}

export interface ReadReceipt {
  seq: number;
  name: string;
  at: string | null;
  bytes: number;
  reports: InputReport[];
}

/** What rules say of one event. Plain JSON. */
export interface Said {
  /** Ids of the rules that matched, whatever became of it. */
  matched: string[];
  findings: Finding[];
  /** What correlations wait for. */
  hits: CorrelationHit[];
  /** Kept apart from findings: by the filter of this id, or as the rule is on test (null). */
  held: { finding: Finding; filter: string | null }[];
}

export interface ReadEvent {
  /** Undefined where it was read elsewhere and cannot be made again from what is stored. */
  event: Event | undefined;
  stored: StoredEvent;
  /** Place of its receipt. */
  receipt: number;
  /** Whether whatever wrote it numbers its records: another of the same id is the same record, sent again. */
  numbered: boolean;
  /** Null for most: no rule matched. */
  said: Said | null;
}

export interface ReadPortion {
  topic: string;
  receipts: ReadReceipt[];
  events: ReadEvent[];
}

/** `patients`: seals what says who a patient is. */
export type ReadReceived = (
  topic: string,
  received: readonly Received[],
  patients: Fields,
) => Promise<ReadPortion>;

/** `organisation`: whose events these are. */
export function createReadReceived(rules: LiveRules, organisation: string): ReadReceived {
  const { ruleSet, correlator, isOnTest, inputMappings } = openLiveRules(rules);
  const sealEvent = createSealEvent(declaredPatients(), createRestore(inputMappings));
  let said: Said | null = null;
  const saying = (): Said => {
    said ??= { matched: [], findings: [], hits: [], held: [] };
    return said;
  };
  const detect = createDetect(
    ruleSet,
    {},
    {
      correlator,
      isOnTest,
      onMatch: (rule) => saying().matched.push(rule.id),
      onHit: (hit) => saying().hits.push(hit),
      onTest: (finding) => saying().held.push({ finding, filter: null }),
      onHidden: (finding, filter) => saying().held.push({ finding, filter: filter.id }),
      today: () => new Date().toISOString().slice(0, 10),
    },
  );

  function readOne(event: Event, receipt: number, place: string, patients: Fields): ReadEvent {
    const identity = identityOf(event);
    // Only what the sender sent decides the id, so that the same record taken again is the same event.
    const id = identity === undefined ? place : shortId(identity);
    const kept = sealEvent(event, toStored(event, id, organisation), patients);
    said = null;
    const findings = kept.event ? detect(kept.event) : [];
    if (findings.length > 0) saying().findings.push(...findings);
    return { ...kept, receipt, numbered: identity !== undefined, said };
  }

  return async (topic, received, patients) => {
    const portion: ReadPortion = { topic, receipts: [], events: [] };
    for (const [receipt, { seq, name, key, at, body }] of received.entries()) {
      const file = `${name}#${key}`;
      let number = 0;
      const input = readInput(file, bytesOf(body), { mappings: inputMappings });
      for await (const batch of input) {
        for (const event of batch)
          portion.events.push(readOne(event, receipt, `${file}:${number++}`, patients));
      }
      portion.receipts.push({ seq, name, at, bytes: body.length, reports: [...input.reports] });
    }
    return portion;
  };
}

const shortId = (identity: string): string =>
  createHash('sha256').update(identity).digest('hex').slice(0, 32);

async function* bytesOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

/** As one process hands it to another. Logs repeat themselves: a tenth crosses the network. */
export function packRead({ topic, receipts, events }: ReadPortion): Uint8Array {
  const text = JSON.stringify({ topic, receipts, events: events.map(({ event: _, ...rest }) => rest) });
  return gzipSync(text, { level: 1 });
}

/** More than text can be has no use. */
const longest = 0x1fffffe8;

export function unpackRead(packed: Uint8Array, restore: Restore): ReadPortion {
  const text = gunzipSync(packed, { maxOutputLength: longest }).toString('utf8');
  const { events, ...rest } = JSON.parse(text) as Omit<ReadPortion, 'events'> & {
    events: Omit<ReadEvent, 'event'>[];
  };
  return { ...rest, events: events.map((read) => ({ ...read, event: restore(read.stored) })) };
}
