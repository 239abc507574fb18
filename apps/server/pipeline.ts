/**
 * A log line's way through the house, top to bottom:
 * a door made the bytes durable → a thread of its own reads events from them, asks rules and lets models say what is unusual →
 * correlations of what rules said yield more → findings join into incidents → one transaction writes them and how far we are →
 * open consoles are told. While one portion is written the next is read, and no more than that.
 *
 * At least once, and idempotent: after a crash the last portions are taken again, and findings that are already kept change
 * nothing.
 */
import {
  type Book,
  type CorrelationTables,
  createRuleNews,
  type DetectionTables,
  type DetectionThread,
  type Finding,
  type LiveCorrelation,
  type ModelStanding,
  type ModelTables,
  moveFindings,
  type OpenState,
  placeFindings,
  type RulebookTables,
  type SourceTables,
  saveFindings,
  saveSources,
  storeModels,
  type Taken,
  type Thresholds,
} from '@cordon/detection';
import { type Incidents, type IncidentTables, saveJoined } from '@cordon/incidents';
import type { Database } from '@cordon/platform/database';
import type { EventStore } from '@cordon/platform/events';
import type { Kysely } from 'kysely';
import { decodeReceipt } from './doors/receipt.ts';
import type { Live } from './live.ts';

export interface PipelineTables {
  pipeline: { id: number; next_record: string; newest_event: string | null };
}

export interface PipelineNeeds {
  database: Database;
  events: EventStore;
  detection: DetectionThread;
  /** The rules of this moment; each portion asks anew. */
  book(): Book;
  /** These are rebuilt from the store when anything failed, since memory would then be ahead of the disk. */
  loadDetection(): Promise<Omit<OpenState, 'newest'>>;
  loadCorrelation(book: Book): Promise<LiveCorrelation>;
  loadIncidents(): Promise<Incidents>;
  live: Live;
}

export interface Pipeline {
  /** Takes records of the stream in order; resolves when all they lead to is stored. */
  take(records: readonly Received[]): Promise<void>;
  incidents(): Incidents;
  /** How far the models are. */
  standing(): ModelStanding;
  /** From the next portion on, models speak by these. */
  useThresholds(thresholds: Thresholds): void;
  newestEvent(): string | null;
  /** Stores what models have learnt: for an orderly stop. */
  keepLearnt(): Promise<void>;
}

interface Received {
  seq: number;
  data: Uint8Array;
}

/** What is worked through at once, so that memory is bounded and pages are told soon. A single receipt may be larger. */
const portionBytes = 1024 * 1024;

/** A portion that was read by the rules of one moment. */
interface Read extends Taken {
  book: Book;
  /** Place in the stream after it. */
  after: number;
}

/** What is known beside the stores. */
interface Memory {
  incidents: Incidents;
  correlation: LiveCorrelation;
  /** The rules of these correlations. */
  book: Book;
  thresholds: Thresholds;
  standing: ModelStanding;
  newest: string | null;
  next: number;
}

export async function createPipeline(needs: PipelineNeeds): Promise<Pipeline> {
  const { database, events: store, detection, loadDetection, loadCorrelation, loadIncidents, live } = needs;
  const state = database.tables<PipelineTables>();
  let memory = await load();
  /** Whether memory may be ahead of the disk. */
  let stale = false;

  async function load(): Promise<Memory> {
    const { next_record, newest_event } = await state
      .selectFrom('pipeline')
      .selectAll()
      .executeTakeFirstOrThrow();
    const book = needs.book();
    const stored = await loadDetection();
    return {
      incidents: await loadIncidents(),
      correlation: await loadCorrelation(book),
      book,
      thresholds: stored.thresholds,
      standing: await detection.open({ ...stored, newest: newest_event }),
      newest: newest_event,
      next: Number(next_record),
    };
  }

  async function reload(): Promise<void> {
    memory = await load();
    stale = false;
  }

  /** Events, what rules and models say of them: nothing is stored here. A portion sees one book. */
  async function read(records: readonly Received[]): Promise<Read> {
    const book = needs.book();
    const received = records.map(({ data }) => decodeReceipt(data));
    const taken = await detection.take(received, book, memory.thresholds);
    return { ...taken, book, after: records.at(-1)!.seq + 1 };
  }

  /** Each portion as soon as it is read, while the next is being read. */
  async function* readAhead(records: readonly Received[]): AsyncGenerator<Read> {
    let ahead: Promise<Read> | null = null;
    try {
      for (const portion of portionsOf(records)) {
        const done: Read | null = await ahead;
        ahead = read(portion);
        // Whoever waits for it hears of it; until then nobody does.
        ahead.catch(() => undefined);
        if (done) yield done;
      }
      if (ahead) yield await ahead;
    } finally {
      await ahead?.catch(() => undefined);
    }
  }

  /** What correlations say of the portion, once all of it is read. */
  function correlate({ book, hits, newest }: Read): Finding[] {
    if (book !== memory.book)
      memory.correlation = memory.correlation.withRules(book.correlations, book.ruleSet.rules);
    memory.book = book;
    return memory.correlation.take(hits, newest);
  }

  /** One transaction: findings, the incidents they make, source counts and the place in the stream. */
  async function write(
    read: Read,
    correlated: readonly Finding[],
  ): Promise<{ findings: Finding[]; incidents: string[] }> {
    const { book, hits, newest, learnt } = read;
    const rules = createRuleNews(read.rules);
    for (const finding of correlated) {
      rules.hit(finding.rule_id, finding.time);
      if (book.isOnTest(finding.rule_id)) rules.hold(finding, null);
    }
    const spoken = correlated.filter(({ rule_id }) => !book.isOnTest(rule_id));
    const { incidents, correlation } = memory;
    return database
      .tables<
        DetectionTables & CorrelationTables & ModelTables & RulebookTables & IncidentTables & PipelineTables
      >()
      .transaction()
      .execute(async (trx) => {
        const detected = trx as unknown as Kysely<DetectionTables>;
        const fresh = await saveFindings(detected, [...read.findings, ...spoken, ...read.unusual]);
        await correlation.save(trx as unknown as Kysely<CorrelationTables>, hits, newest);
        if (learnt) await storeModels(trx as unknown as Kysely<ModelTables>, learnt);
        await rules.save(trx as unknown as Kysely<RulebookTables>);
        const joined = incidents.add(fresh);
        for (const [from, into] of joined.merged) await moveFindings(detected, from, into);
        await placeFindings(detected, joined.placed);
        await saveJoined(trx as unknown as Kysely<IncidentTables>, joined);
        await saveSources(trx as unknown as Kysely<SourceTables>, read.sources);
        await trx
          .updateTable('pipeline')
          .set({ next_record: String(read.after), newest_event: newest })
          .execute();
        const raised = [...joined.changed].filter((thread) => thread.raised).map((thread) => thread.id);
        return { findings: fresh, incidents: [...raised, ...joined.merged.map(([from]) => from)] };
      });
  }

  return {
    async take(records) {
      if (stale) await reload();
      try {
        for await (const read of readAhead(records.filter(({ seq }) => seq >= memory.next))) {
          await store.appendLines(read.lines.flatMap(linesIn));
          const wrote = await write(read, correlate(read));
          detection.stored();
          const { after: next, newest, standing } = read;
          Object.assign(memory, { next, newest, standing });
          for (const finding of wrote.findings.slice(-20)) live.tell({ what: 'finding', id: finding.id });
          for (const id of wrote.incidents) live.tell({ what: 'incident', id });
          live.tell({ what: 'situation', id: null });
        }
      } catch (error) {
        stale = true;
        // Where this fails too, it is done before the next portion.
        await reload().catch(() => undefined);
        throw error;
      }
    },
    incidents: () => memory.incidents,
    standing: () => memory.standing,
    useThresholds(thresholds) {
      memory.thresholds = thresholds;
    },
    newestEvent: () => memory.newest,
    async keepLearnt() {
      const learnt = stale ? null : await detection.rest();
      if (learnt) await storeModels(database.tables<ModelTables>(), learnt);
    },
  };
}

/** A piece of lines, each without its newline. */
function linesIn(piece: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < piece.length; ) {
    const end = piece.indexOf(newline, at);
    lines.push(piece.subarray(at, end));
    at = end + 1;
  }
  return lines;
}

const newline = 10;

function* portionsOf(records: readonly Received[]): Generator<readonly Received[]> {
  let portion: Received[] = [];
  let bytes = 0;
  for (const record of records) {
    if (portion.length > 0 && bytes + record.data.length > portionBytes) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(record);
    bytes += record.data.length;
  }
  if (portion.length > 0) yield portion;
}
