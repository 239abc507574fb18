/** The door to the models: events in, findings out, in the same form as those of rules. */
import { createHash } from 'node:crypto';
import { createBoundedMap } from '@cordon/anomaly';
import type { Estate } from '@cordon/estate';
import { type Event, type Finding, type Level, levels } from '../model.ts';
import {
  type FamilyName,
  levelOf,
  type ModelId,
  modelEntry,
  modelOf,
  QUIET,
  ruleIdOf,
  type Thresholds,
  thresholdOf,
} from './catalogue.ts';
import type { Progress } from './learning.ts';
import { createScorer, isReadable } from './scorer.ts';
import type { Signal } from './signal.ts';

export interface ModelsOptions {
  estate: Estate | null;
  /** This organisation's own, from `applyFeedback`; the catalogue's where absent. */
  thresholds?: Thresholds;
  seed?: number;
  /** See `FamilyNeeds`; as it is by default. */
  openPatients?: (text: string) => string;
}

export interface Models {
  add(events: readonly Event[]): Finding[];
  /** Event time has come to this moment (ISO 8601), whatever was or was not logged: finds silence. */
  advance(time: string): Finding[];
  /** From now on findings are made by these; what was learnt stays. */
  useThresholds(thresholds: Thresholds): void;
  thresholdOf(model: ModelId): number;
  progress(family: FamilyName): Progress;
  /** Newest event time, in milliseconds; null before the first event. */
  newest(): number | null;
  /** Plain JSON: everything learnt. */
  snapshot(): unknown;
  /** Goes on from a snapshot. False for one of another version, which is not read: nothing has changed then. */
  restore(state: unknown): boolean;
}

/** As detection makes ids for rules: the same model on the same record of the same file gives the same id. */
function findingId(ruleId: string, { origin, at, subject }: Signal): string {
  const key = [ruleId, origin.source, origin.file, origin.recordId, origin.envelope.time ?? '', subject];
  // Silence has no record of its own: what tells two silences of one host apart is when each was noticed.
  if (origin.record === null) key.push(String(at));
  return createHash('sha256').update(key.join('\0')).digest('hex').slice(0, 24);
}

/** Four digits: a threshold that follows from a person's judgement of a finding must not be off by a rounding. */
const scoreText = (score: number): string => String(Number(score.toPrecision(4)));

/** The score behind a model's finding, which its first reason tells; null for a finding of a rule. */
export function scoreOf({ rule_id, reason }: Pick<Finding, 'rule_id' | 'reason'>): number | null {
  const score = Number(reason[0]?.found ?? Number.NaN);
  return modelOf(rule_id) === undefined || !Number.isFinite(score) ? null : score;
}

function toFinding(signal: Signal, level: Level, threshold: number): Finding {
  const { model, score, origin, at, features } = signal;
  const { title, tags, measure } = modelEntry(model);
  const { envelope } = origin;
  const id = ruleIdOf(model);
  return {
    id: findingId(id, signal),
    rule_id: id,
    title,
    level,
    tags: [...tags],
    time: origin.record === null ? new Date(at).toISOString() : (envelope.time ?? null),
    host: envelope.host ?? null,
    account: envelope.account ?? null,
    source_address: envelope.sourceAddress ?? null,
    destination_address: envelope.destinationAddress ?? null,
    destination_port: envelope.destinationPort ?? null,
    file: origin.file,
    record_id: origin.recordId,
    reason: [
      {
        selection: model,
        field: null,
        test: measure,
        wanted: `${threshold} or more`,
        found: scoreText(score),
      },
      ...features.map(({ field, measure: test, found, usual }) => ({
        selection: model,
        field,
        test,
        wanted: `usual: ${usual}`,
        found,
      })),
    ],
    format: origin.format,
    source: origin.source,
    event: origin.record,
  };
}

interface Said {
  at: number;
  level: Level;
}

interface ModelsState {
  scorer: unknown;
  said: [string, Said][];
}

/** Of the signals, those that pass their threshold and are not the same thing said again. */
function createFilter(state: [string, Said][] = []) {
  const said = createBoundedMap<Said>(50_000, state);
  return {
    pass(signal: Signal, thresholds: Thresholds): Level | null {
      const level = levelOf(signal.model, signal.score, thresholds);
      if (level === null) return null;
      const key = `${signal.model} ${signal.subject}`;
      const before = said.peek(key);
      const worse = !before || levels.indexOf(level) > levels.indexOf(before.level);
      if (before && !worse && signal.at - before.at < QUIET) {
        // Going on is one finding, however long it goes on.
        before.at = Math.max(before.at, signal.at);
        return null;
      }
      said.set(key, { at: signal.at, level });
      return level;
    },
    snapshot: () => said.entries().map(([key, each]): [string, Said] => [key, { ...each }]),
  };
}

export function createModels({ thresholds: given = {}, ...options }: ModelsOptions): Models {
  let thresholds = given;
  let scorer = createScorer(options);
  let filter = createFilter();
  const findingsOf = (signals: readonly Signal[]): Finding[] =>
    signals.flatMap((signal) => {
      const level = filter.pass(signal, thresholds);
      return level === null ? [] : [toFinding(signal, level, thresholdOf(signal.model, thresholds))];
    });
  return {
    add: (events) => findingsOf(scorer.add(events)),
    advance(time) {
      const at = Date.parse(time);
      return Number.isNaN(at) ? [] : findingsOf(scorer.advance(at));
    },
    useThresholds(next) {
      thresholds = next;
    },
    thresholdOf: (model) => thresholdOf(model, thresholds),
    progress: (family) => scorer.progress(family),
    newest: () => scorer.newest(),
    snapshot: (): ModelsState => ({ scorer: scorer.snapshot(), said: filter.snapshot() }),
    restore(state) {
      const { scorer: learnt, said } = (state ?? {}) as Partial<ModelsState>;
      if (!isReadable(learnt)) return false;
      scorer = createScorer(options, learnt);
      filter = createFilter(Array.isArray(said) ? said : []);
      return true;
    },
  };
}
