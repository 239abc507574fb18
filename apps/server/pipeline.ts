/**
 * A log line's way through the house, top to bottom:
 * a door made the bytes durable → a reader yields events → rules yield findings, and correlations of them yield more →
 * findings join into incidents → one transaction writes them and how far we are → open consoles are told.
 *
 * At least once, and idempotent: after a crash the last batch is taken again, and findings that are already kept change
 * nothing.
 */
import {
  addSourceCounts,
  type CorrelationTables,
  createDetect,
  type DetectionTables,
  type Event,
  type Finding,
  type LiveCorrelation,
  moveFindings,
  placeFindings,
  readInput,
  type SourceCount,
  saveFindings,
} from '@cordon/detection';
import { type Incidents, type IncidentTables, saveJoined } from '@cordon/incidents';
import type { Database } from '@cordon/platform/database';
import type { EventStore, StoredEvent } from '@cordon/platform/events';
import type { CorrelationHit, RuleSet } from '@cordon/sigma';
import type { Kysely } from 'kysely';
import type { Live } from './live.ts';
import { decodeReceipt } from './receipt.ts';

export interface PipelineTables {
  pipeline: { id: number; next_record: string; newest_event: string | null };
}

export interface PipelineNeeds {
  database: Database;
  events: EventStore;
  rules: RuleSet;
  /** Both are rebuilt from the store when a transaction fails, since memory would then be ahead of the disk. */
  loadCorrelation(): Promise<LiveCorrelation>;
  loadIncidents(): Promise<Incidents>;
  live: Live;
  /** Whose events these are. */
  organisation: string;
}

export interface Pipeline {
  /** Takes records of the stream in order; resolves when all they lead to is stored. */
  take(records: readonly { seq: number; data: Uint8Array }[]): Promise<void>;
  incidents(): Incidents;
  newestEvent(): string | null;
}

interface Read {
  events: StoredEvent[];
  findings: Finding[];
  /** What correlations wait for. */
  hits: CorrelationHit[];
  sources: Map<string, SourceCount>;
  newest: string | null;
}

export async function createPipeline(needs: PipelineNeeds): Promise<Pipeline> {
  const { database, events: store, rules, loadCorrelation, loadIncidents, live, organisation } = needs;
  const state = database.tables<PipelineTables>();
  const start = await state.selectFrom('pipeline').selectAll().executeTakeFirstOrThrow();
  let next = Number(start.next_record);
  let newest = start.newest_event;
  let incidents = await loadIncidents();
  let correlation = await loadCorrelation();

  /** Reader and rules: nothing is stored here. */
  async function read(records: readonly { seq: number; data: Uint8Array }[]): Promise<Read> {
    const result: Read = { events: [], findings: [], hits: [], sources: new Map(), newest };
    const detect = createDetect(
      rules,
      {},
      {
        correlator: correlation.correlator,
        onHit: (hit) => result.hits.push(hit),
        today: () => new Date().toISOString().slice(0, 10),
      },
    );
    for (const { data } of records) {
      const { name, key, body } = decodeReceipt(data);
      const source = result.sources.get(name) ?? {
        key: name,
        format: 'unknown',
        events: 0,
        last_event: null,
        unreadable: 0,
      };
      result.sources.set(name, source);
      const receipt = `${name}#${key}`;
      let number = 0;
      const input = readInput(receipt, bytesOf(body));
      for await (const batch of input) {
        for (const event of batch) {
          const findings = detect(event);
          if (findings.length > 0) result.findings.push(...findings);
          // Only what the sender sent decides the id, so that the same bytes taken again are the same events.
          result.events.push(toStored(event, `${receipt}:${number++}`, organisation));
          const time = event.envelope().time;
          if (time !== undefined && (source.last_event === null || time > source.last_event))
            source.last_event = time;
          source.events += 1;
        }
      }
      for (const report of input.reports) {
        if (report.format !== 'empty') source.format = report.format;
        source.unreadable += report.losses.reduce(
          (sum, loss) => sum + loss.count,
          report.format === 'unknown' ? 1 : 0,
        );
      }
      if (source.last_event !== null && (result.newest === null || source.last_event > result.newest)) {
        result.newest = source.last_event;
      }
    }
    return result;
  }

  /** One transaction: findings, the incidents they make, source counts and the place in the stream. */
  async function write(result: Read, after: number): Promise<{ findings: Finding[]; incidents: string[] }> {
    return database
      .tables<DetectionTables & CorrelationTables & IncidentTables & PipelineTables>()
      .transaction()
      .execute(async (trx) => {
        const detection = trx as unknown as Kysely<DetectionTables>;
        const fresh = await saveFindings(detection, result.findings);
        await correlation.save(trx as unknown as Kysely<CorrelationTables>, result.hits, result.newest);
        const joined = incidents.add(fresh);
        for (const [from, into] of joined.merged) await moveFindings(detection, from, into);
        await placeFindings(detection, joined.placed);
        await saveJoined(trx as unknown as Kysely<IncidentTables>, joined);
        await addSourceCounts(detection, [...result.sources.values()]);
        await trx
          .updateTable('pipeline')
          .set({ next_record: String(after), newest_event: result.newest })
          .execute();
        const raised = [...joined.changed].filter((thread) => thread.raised).map((thread) => thread.id);
        return { findings: fresh, incidents: [...raised, ...joined.merged.map(([from]) => from)] };
      });
  }

  return {
    async take(records) {
      const ahead = records.filter((record) => record.seq >= next);
      const last = ahead.at(-1);
      if (!last) return;
      const result = await read(ahead);
      await store.append(result.events);
      try {
        result.findings.push(...correlation.take(result.hits, result.newest));
        const wrote = await write(result, last.seq + 1);
        next = last.seq + 1;
        newest = result.newest;
        for (const finding of wrote.findings.slice(-20)) live.tell({ what: 'finding', id: finding.id });
        for (const id of wrote.incidents) live.tell({ what: 'incident', id });
        live.tell({ what: 'situation', id: null });
      } catch (error) {
        incidents = await loadIncidents();
        correlation = await loadCorrelation();
        throw error;
      }
    },
    incidents: () => incidents,
    newestEvent: () => newest,
  };
}

async function* bytesOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

function toStored(event: Event, id: string, org: string): StoredEvent {
  const envelope = event.envelope();
  return {
    id,
    org,
    time: envelope.time ?? null,
    source: event.source.key,
    format: event.source.format,
    host: envelope.host ?? null,
    account: envelope.account ?? null,
    src: envelope.sourceAddress ?? null,
    dst: envelope.destinationAddress ?? null,
    file: event.file,
    record_id: event.recordId,
    raw: JSON.stringify(event.raw()),
  };
}
