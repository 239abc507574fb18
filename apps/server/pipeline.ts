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
  createFlowBook,
  createRuleNews,
  type DetectionTables,
  type DetectionThread,
  type Finding,
  type FlowBook,
  type FlowTables,
  type LiveCorrelation,
  loadFlows,
  type ModelStanding,
  type ModelTables,
  moveFindings,
  placeFindings,
  type RulebookTables,
  type SourceTables,
  saveFindings,
  saveFlows,
  saveSources,
  storeModels,
  type Taken,
  type TakeState,
  type Thresholds,
} from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import { type Incidents, type IncidentTables, type IncidentViews, saveJoined } from '@cordon/incidents';
import { jsonText, type OrganisationDatabase } from '@cordon/platform/database';
import type { EventStore } from '@cordon/platform/events';
import { fault } from '@cordon/platform/fault';
import { ending, noTracer, type Span, span, type Tracer } from '@cordon/platform/telemetry';
import type { ColumnType, Generated, Kysely } from 'kysely';
import type { Changed } from './api.ts';
import { decodeRead, portionsOf, receivedIn, type StreamRecord } from './parts.ts';

export interface PipelineTables {
  pipeline: {
    id: Generated<number>;
    next_record: string;
    newest_event: string | null;
    turn: string;
    standing: ColumnType<ModelStanding | null, string, string>;
  };
  /** Of the topics that others read for this pipeline. */
  pipeline_places: { topic: string; next_record: string };
}

export interface PipelineNeeds {
  database: OrganisationDatabase;
  events: EventStore;
  detection: DetectionThread;
  /** What doors receive; its records are read here. */
  topic: string;
  /** The rules of this moment; each portion asks anew. */
  book(): Book;
  /** These are rebuilt from the store when anything failed, since memory would then be ahead of the disk. */
  loadDetection(): Promise<Omit<TakeState, 'newest' | 'places'>>;
  loadCorrelation(book: Book): Promise<LiveCorrelation>;
  loadIncidents(): Promise<Incidents>;
  /** Tells open consoles what changed. */
  tell(changed: Changed): void;
  tracer?: Tracer;
}

/** What pages are shown of it. */
export interface PipelineView {
  incidents(): IncidentViews;
  /** How far the models are. */
  standing(): ModelStanding;
  /** From the next portion on, models speak by these. */
  useThresholds(thresholds: Thresholds): void;
  newestEvent(): string | null;
}

export interface Pipeline extends PipelineView {
  /** Takes what doors received, in order; resolves when all it leads to is stored. */
  take(records: readonly StreamRecord[]): Promise<void>;
  /** The same of what others have read already (`detect.ts`). */
  takeRead(records: readonly StreamRecord[]): Promise<void>;
  /** By topic: records before this number are worked through, and all they lead to is stored. */
  done(topic: string): number;
  /** Stores what models have learnt and which flows were seen: for an orderly stop. */
  keepLearnt(): Promise<void>;
  /** Begins again from the stores, once what is being worked through is done: what it works by has changed. */
  again(): Promise<void>;
}

/** A portion that was taken, and the rules of that moment. */
interface Read extends Taken {
  book: Book;
  /** Ends when all that the portion leads to is stored and told. */
  portion: Span;
}

/** What is new: findings, and ids of the incidents that they changed. */
interface Wrote {
  findings: Finding[];
  incidents: string[];
}

/** What is known beside the stores. */
interface Memory {
  incidents: Incidents;
  correlation: LiveCorrelation;
  /** The rules of these correlations. */
  book: Book;
  thresholds: Thresholds;
  standing: ModelStanding;
  /** Who talked to whom in the last thirty days, where these zones are. */
  flows: FlowBook;
  estate: Estate | null;
  newest: string | null;
  /** By topic: the number of the next record. */
  places: Record<string, number>;
  /** Counts transactions: one that finds another number has been overtaken. */
  turn: bigint;
}

export async function createPipeline(needs: PipelineNeeds): Promise<Pipeline> {
  const { database, events: store, detection, topic, tell, tracer = noTracer } = needs;
  const state = database.tables<PipelineTables>();
  let memory = await load();
  /** Whether memory may be ahead of the disk. */
  let stale = false;

  async function load(): Promise<Memory> {
    const row = await state.selectFrom('pipeline').selectAll().executeTakeFirst();
    const { next_record, newest_event, turn } = row ?? { next_record: '0', newest_event: null, turn: '0' };
    const others = await state.selectFrom('pipeline_places').selectAll().execute();
    const places = Object.fromEntries(
      [{ topic, next_record }, ...others].map((one) => [one.topic, Number(one.next_record)]),
    );
    const book = needs.book();
    const stored = await needs.loadDetection();
    return {
      incidents: await needs.loadIncidents(),
      correlation: await needs.loadCorrelation(book),
      book,
      thresholds: stored.thresholds,
      flows: createFlowBook((await loadFlows(database.tables<FlowTables>())).flows),
      estate: stored.estate,
      standing: await detection.open({ ...stored, newest: newest_event, places }),
      newest: newest_event,
      places,
      turn: BigInt(turn),
    };
  }

  async function reload(): Promise<void> {
    memory = await load();
    stale = false;
  }

  /** Events, what rules and models say of them: nothing is stored here. A portion sees one book. */
  async function read(records: readonly StreamRecord[]): Promise<Read> {
    const book = needs.book();
    const received = receivedIn(records);
    const portion = begin(received);
    const taken = await portion.within(() =>
      span('read', {}, () => detection.take(topic, received, book, memory.thresholds)),
    );
    return { ...taken, book, portion };
  }

  async function readElsewhere(records: readonly StreamRecord[]): Promise<Read> {
    const reads = records.map(({ data }) => decodeRead(data));
    const portion = begin(reads);
    const packed = reads.map((one) => one.packed);
    const taken = await portion.within(() =>
      span('take', {}, () => detection.takeRead(packed, memory.thresholds)),
    );
    return { ...taken, book: needs.book(), portion };
  }

  const begin = (records: readonly { trace: string | null }[]): Span =>
    tracer.start(
      'portion',
      { 'cordon.organisation': database.org, 'cordon.records': records.length },
      { from: records.map(({ trace }) => trace) },
    );

  /** Each portion as soon as it is read, while the next is being read. */
  async function* readAhead(
    records: readonly StreamRecord[],
    how: (portion: readonly StreamRecord[]) => Promise<Read>,
  ): AsyncGenerator<Read> {
    let ahead: Promise<Read> | null = null;
    try {
      for (const portion of portionsOf(records)) {
        const done: Read | null = await ahead;
        ahead = how(portion);
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
  async function write(read: Read, correlated: readonly Finding[]): Promise<Wrote> {
    const { book, hits, newest, learnt, flows } = read;
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
        await keepFlows(trx as unknown as Kysely<FlowTables>, flows);
        await rules.save(trx as unknown as Kysely<RulebookTables>);
        const joined = incidents.add(fresh);
        for (const [from, into] of joined.merged) await moveFindings(detected, from, into);
        await placeFindings(detected, joined.placed);
        await saveJoined(trx as unknown as Kysely<IncidentTables>, joined);
        await saveSources(trx as unknown as Kysely<SourceTables>, read.sources);
        await move(trx as unknown as Kysely<PipelineTables>, read);
        const raised = [...joined.changed.keys()]
          .filter((thread) => thread.raised)
          .map((thread) => thread.id);
        return { findings: fresh, incidents: [...raised, ...joined.merged.map(([from]) => from)] };
      });
  }

  async function keepFlows(trx: Kysely<FlowTables>, seen: Taken['flows']): Promise<void> {
    const { flows, estate } = memory;
    if (seen)
      await saveFlows(
        trx,
        flows.add(seen, (address) => estate?.zoneOfAddress(address)?.id),
      );
  }

  /** Where we are, unless another has been there. */
  async function move(trx: Kysely<PipelineTables>, { places, newest, standing }: Read): Promise<void> {
    const { [topic]: next = 0, ...others } = places;
    const now = {
      next_record: String(next),
      newest_event: newest,
      turn: String(memory.turn + 1n),
      standing: jsonText(standing),
    };
    const moved = await trx
      .insertInto('pipeline')
      .values(now)
      .onConflict((conflict) =>
        conflict
          .constraint('pipeline_pkey')
          .doUpdateSet(now)
          .where('pipeline.turn', '=', String(memory.turn)),
      )
      .executeTakeFirst();
    if (moved.numInsertedOrUpdatedRows !== 1n) throw overtaken();
    for (const [other, place] of Object.entries(others)) {
      if (place === memory.places[other]) continue;
      const next_record = String(place);
      await trx
        .insertInto('pipeline_places')
        .values({ topic: other, next_record })
        .onConflict((conflict) => conflict.constraint('pipeline_places_pkey').doUpdateSet({ next_record }))
        .execute();
    }
  }

  /** One call after the other, since both move the same memory. */
  let last: Promise<unknown> = Promise.resolve();
  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  }

  async function takeAll(
    records: readonly StreamRecord[],
    how: (portion: readonly StreamRecord[]) => Promise<Read>,
  ): Promise<void> {
    if (stale) await reload();
    try {
      for await (const read of readAhead(records, how)) {
        await ending(read.portion, async () => {
          await span('store', {}, () => store.appendLines(read.lines.flatMap(linesIn)));
          const correlated = await span('correlate', {}, async () => correlate(read));
          const wrote = await span('incidents', {}, () => write(read, correlated));
          detection.stored();
          const { places, newest, standing } = read;
          Object.assign(memory, { places, newest, standing, turn: memory.turn + 1n });
          await span('tell', {}, async () => tellOf(wrote));
          read.portion.set({ 'cordon.findings': wrote.findings.length });
        });
      }
    } catch (error) {
      stale = true;
      // Where this fails too, it is done before the next portion.
      await reload().catch(() => undefined);
      throw error;
    }
  }

  function tellOf({ findings, incidents }: Wrote): void {
    for (const finding of findings.slice(-20)) tell({ what: 'finding', id: finding.id });
    for (const id of incidents) tell({ what: 'incident', id });
    tell({ what: 'situation', id: null });
  }

  /** What has come together and is not stored yet. */
  async function keepLearnt(): Promise<void> {
    if (stale) return;
    const { learnt, flows } = await detection.rest();
    if (!learnt && !flows) return;
    await database
      .tables<ModelTables & FlowTables & PipelineTables>()
      .transaction()
      .execute(async (trx) => {
        const now = await trx.selectFrom('pipeline').select('turn').forUpdate().executeTakeFirst();
        // Whoever has overtaken this one knows better.
        if (BigInt(now?.turn ?? 0) !== memory.turn) return;
        if (learnt) await storeModels(trx as unknown as Kysely<ModelTables>, learnt);
        await keepFlows(trx as unknown as Kysely<FlowTables>, flows);
      });
  }

  return {
    take: (records) =>
      inTurn(() =>
        takeAll(
          records.filter(({ seq }) => seq >= (memory.places[topic] ?? 0)),
          read,
        ),
      ),
    takeRead: (records) => inTurn(() => takeAll(records, readElsewhere)),
    incidents: () => memory.incidents,
    standing: () => memory.standing,
    useThresholds(thresholds) {
      memory.thresholds = thresholds;
    },
    newestEvent: () => memory.newest,
    done: (name) => memory.places[name] ?? 0,
    keepLearnt,
    again: () =>
      inTurn(async () => {
        await keepLearnt();
        stale = true;
        await reload();
      }),
  };
}

const overtaken = () =>
  fault(
    'PIPELINE_OVERTAKEN',
    'Another Cordon has written what this one was about to write. Nothing was written twice.',
    'Let one of them write; this one reads the stores again and goes on from there.',
  );

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
