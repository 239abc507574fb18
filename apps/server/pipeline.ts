/**
 * A log line's way through the house, top to bottom:
 * a door made the bytes durable → a reader yields events → rules yield findings, correlations of them yield more, and models
 * say what is unusual → findings join into incidents → one transaction writes them and how far we are → open consoles are told.
 *
 * At least once, and idempotent: after a crash the last batch is taken again, and findings that are already kept change
 * nothing.
 */
import { createHash } from 'node:crypto';
import {
  type Book,
  type CorrelationTables,
  createDetect,
  createRepeats,
  createRuleNews,
  createSourceNews,
  type DetectionTables,
  type Event,
  type Finding,
  identityOf,
  type LiveCorrelation,
  type LiveModels,
  type ModelTables,
  moveFindings,
  placeFindings,
  type RulebookTables,
  type RuleNews,
  readInput,
  type SourceNews,
  type SourceTables,
  saveFindings,
  saveSources,
  toStored,
} from '@cordon/detection';
import { type Incidents, type IncidentTables, saveJoined } from '@cordon/incidents';
import type { Database } from '@cordon/platform/database';
import type { EventStore, StoredEvent } from '@cordon/platform/events';
import type { CorrelationHit } from '@cordon/sigma';
import type { Kysely } from 'kysely';
import { decodeReceipt } from './doors/receipt.ts';
import type { Live } from './live.ts';

export interface PipelineTables {
  pipeline: { id: number; next_record: string; newest_event: string | null };
}

export interface PipelineNeeds {
  database: Database;
  events: EventStore;
  /** The rules of this moment; each batch asks anew. */
  book(): Book;
  /** These are rebuilt from the store when a transaction fails, since memory would then be ahead of the disk. */
  loadCorrelation(book: Book): Promise<LiveCorrelation>;
  loadModels(): Promise<LiveModels>;
  loadIncidents(): Promise<Incidents>;
  live: Live;
  /** Whose events these are. */
  organisation: string;
}

export interface Pipeline {
  /** Takes records of the stream in order; resolves when all they lead to is stored. */
  take(records: readonly Received[]): Promise<void>;
  incidents(): Incidents;
  models(): LiveModels;
  newestEvent(): string | null;
}

interface Received {
  seq: number;
  data: Uint8Array;
}

/** What is worked through at once, so that memory is bounded and pages are told soon. A single receipt may be larger. */
const portionBytes = 1024 * 1024;
/** Events that models hear of before pages get their turn. */
const asked = 1_024;
/** Records that a repetition is known of: more than any sender has under way. */
const remembered = 200_000;
/** Milliseconds after which pages get their turn: they are served by the same thread. */
const turn = 12;

interface Read {
  events: StoredEvent[];
  /** The same as they were read, for models. */
  seen: Event[];
  findings: Finding[];
  /** What correlations wait for. */
  hits: CorrelationHit[];
  /** How often each rule matched, and what is held back from findings. */
  news: RuleNews;
  /** Of those who sent it. */
  sources: SourceNews;
  newest: string | null;
}

export async function createPipeline(needs: PipelineNeeds): Promise<Pipeline> {
  const { database, events: store, loadCorrelation, loadModels, loadIncidents, live, organisation } = needs;
  const state = database.tables<PipelineTables>();
  const start = await state.selectFrom('pipeline').selectAll().executeTakeFirstOrThrow();
  let next = Number(start.next_record);
  let newest = start.newest_event;
  let incidents = await loadIncidents();
  let book = needs.book();
  let correlation = await loadCorrelation(book);
  let models = await loadModels();
  const breathe = createBreath();
  const repeats = createRepeats(remembered);

  /** Between batches only: one batch sees one book. */
  function takeUpRules(): void {
    const now = needs.book();
    if (now === book) return;
    book = now;
    correlation = correlation.withRules(book.correlations, book.ruleSet.rules);
  }

  /** Reader and rules: nothing is stored here. */
  async function read(records: readonly Received[]): Promise<Read> {
    const news = createRuleNews();
    const result: Read = {
      events: [],
      seen: [],
      findings: [],
      hits: [],
      news,
      sources: createSourceNews(),
      newest,
    };
    const detect = createDetect(
      book.ruleSet,
      {},
      {
        correlator: correlation.correlator,
        onMatch: (rule, event) => news.hit(rule.id, event.envelope().time ?? null),
        onHit: (hit) => result.hits.push(hit),
        isOnTest: book.isOnTest,
        onTest: (finding) => news.hold(finding, null),
        onHidden: (finding, filter) => news.hold(finding, filter.id),
        today: () => new Date().toISOString().slice(0, 10),
      },
    );
    for (const { data } of records) {
      const { name, key, at, body } = decodeReceipt(data);
      const source = result.sources.receipt(name, at, body.length);
      const receipt = `${name}#${key}`;
      let number = 0;
      const input = readInput(receipt, bytesOf(body), { mappings: book.inputMappings });
      for await (const batch of input) {
        await breathe();
        for (const event of batch) {
          const identity = identityOf(event);
          if (identity !== undefined && repeats.isRepeat(identity)) {
            source.repeat();
            continue;
          }
          const findings = detect(event);
          if (findings.length > 0) result.findings.push(...findings);
          result.seen.push(event);
          // Only what the sender sent decides the id, so that the same record taken again is the same event.
          const id = identity === undefined ? `${receipt}:${number}` : shortId(identity);
          number += 1;
          result.events.push(toStored(event, id, organisation));
          const time = event.envelope().time;
          news.see(event.source.key, time ?? null);
          source.event(time);
          if (time !== undefined && (result.newest === null || time > result.newest)) result.newest = time;
        }
      }
      for (const report of input.reports) source.report(report);
    }
    return result;
  }

  /** What correlations say of the batch, once all of it is read. */
  function correlate({ hits, newest: reached, findings, news }: Read): void {
    for (const finding of correlation.take(hits, reached)) {
      news.hit(finding.rule_id, finding.time);
      if (book.isOnTest(finding.rule_id)) news.hold(finding, null);
      else findings.push(finding);
    }
  }

  /** What models say of it, in the order of event time. */
  async function ask({ seen, newest: reached, findings }: Read): Promise<void> {
    const inOrder = seen
      .map((event) => ({ event, at: Date.parse(event.envelope().time ?? '') }))
      // Without a time there is no order, and models can say nothing of it.
      .filter(({ at }) => !Number.isNaN(at))
      .sort((a, b) => a.at - b.at)
      .map(({ event }) => event);
    for (let at = 0; at < inOrder.length; at += asked) {
      findings.push(...models.take(inOrder.slice(at, at + asked), null));
      await breathe();
    }
    findings.push(...models.take([], reached));
  }

  /** One transaction: findings, the incidents they make, source counts and the place in the stream. */
  async function write(result: Read, after: number): Promise<{ findings: Finding[]; incidents: string[] }> {
    return database
      .tables<
        DetectionTables & CorrelationTables & ModelTables & RulebookTables & IncidentTables & PipelineTables
      >()
      .transaction()
      .execute(async (trx) => {
        const detection = trx as unknown as Kysely<DetectionTables>;
        const fresh = await saveFindings(detection, result.findings);
        await correlation.save(trx as unknown as Kysely<CorrelationTables>, result.hits, result.newest);
        await models.save(trx as unknown as Kysely<ModelTables>);
        await result.news.save(trx as unknown as Kysely<RulebookTables>);
        const joined = incidents.add(fresh);
        for (const [from, into] of joined.merged) await moveFindings(detection, from, into);
        await placeFindings(detection, joined.placed);
        await saveJoined(trx as unknown as Kysely<IncidentTables>, joined);
        await saveSources(trx as unknown as Kysely<SourceTables>, result.sources);
        await trx
          .updateTable('pipeline')
          .set({ next_record: String(after), newest_event: result.newest })
          .execute();
        const raised = [...joined.changed].filter((thread) => thread.raised).map((thread) => thread.id);
        return { findings: fresh, incidents: [...raised, ...joined.merged.map(([from]) => from)] };
      });
  }

  async function takePortion(records: readonly Received[]): Promise<void> {
    takeUpRules();
    try {
      const result = await read(records);
      await store.append(result.events);
      correlate(result);
      await ask(result);
      const after = records.at(-1)!.seq + 1;
      const wrote = await write(result, after);
      repeats.keep();
      next = after;
      newest = result.newest;
      for (const finding of wrote.findings.slice(-20)) live.tell({ what: 'finding', id: finding.id });
      for (const id of wrote.incidents) live.tell({ what: 'incident', id });
      live.tell({ what: 'situation', id: null });
    } catch (error) {
      repeats.forget();
      incidents = await loadIncidents();
      correlation = await loadCorrelation(book);
      models = await loadModels();
      throw error;
    }
  }

  return {
    async take(records) {
      for (const portion of portionsOf(records.filter((record) => record.seq >= next)))
        await takePortion(portion);
    },
    incidents: () => incidents,
    models: () => models,
    newestEvent: () => newest,
  };
}

const shortId = (identity: string): string =>
  createHash('sha256').update(identity).digest('hex').slice(0, 32);

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

/** Lets whatever else waits for this thread go first, when it has waited long enough. */
function createBreath(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < turn) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    since = performance.now();
  };
}

async function* bytesOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}
