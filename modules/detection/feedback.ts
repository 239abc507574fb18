/** What people say of findings: kept one for each finding, and what it makes of the thresholds of models. Its own table. */
import type { Kysely } from 'kysely';
import type { FeedbackRequest, Judgement } from './model.ts';
import { applyFeedback, type Feedback, modelOf, scoreOf, type Thresholds } from './models/index.ts';
import { type DetectionTables, findingById } from './store.ts';

export interface FeedbackTables {
  feedback: {
    finding: string;
    rule_id: string;
    score: number | null;
    useful: boolean;
    because: string | null;
    said_by: string;
    said_at: string;
  };
}

type Db = Kysely<FeedbackTables>;

export interface Judged {
  feedback: Judgement;
  /** Whose finding it is. */
  rule: string;
}

/** Keeps the judgement in place of the one before; null when there is no such finding. */
export async function judge(
  db: Kysely<FeedbackTables & DetectionTables>,
  id: string,
  { useful, because }: FeedbackRequest,
  by: string,
  now: Date,
): Promise<Judged | null> {
  const finding = await findingById(db as unknown as Kysely<DetectionTables>, id);
  if (!finding) return null;
  const said = {
    useful,
    because: because === undefined || because === '' ? null : because,
    said_by: by,
    said_at: now.toISOString(),
  };
  await db
    .insertInto('feedback')
    .values({ finding: id, rule_id: finding.rule_id, score: scoreOf(finding), ...said })
    .onConflict((conflict) => conflict.constraint('feedback_pkey').doUpdateSet(said))
    .execute();
  return { feedback: toJudgement(said), rule: finding.rule_id };
}

const toJudgement = (
  row: Pick<FeedbackTables['feedback'], 'useful' | 'because' | 'said_by' | 'said_at'>,
): Judgement => ({ useful: row.useful, because: row.because, by: row.said_by, at: row.said_at });

export async function judgementOf(db: Db, finding: string): Promise<Judgement | null> {
  const row = await db.selectFrom('feedback').selectAll().where('finding', '=', finding).executeTakeFirst();
  return row ? toJudgement(row) : null;
}

/** Of findings of models alone: what moves thresholds. */
export async function judgedScores(db: Db): Promise<Feedback[]> {
  const rows = await db
    .selectFrom('feedback')
    .select(['rule_id', 'score', 'useful'])
    .where('score', 'is not', null)
    .orderBy('finding')
    .execute();
  return rows.flatMap(({ rule_id, score, useful }) => {
    const model = modelOf(rule_id);
    return model === undefined || score === null ? [] : [{ model, score, useful }];
  });
}

/** Always from the shipped thresholds and all that was ever said, so that the order in which it was said changes nothing. */
export const thresholdsNow = async (db: Db): Promise<Thresholds> =>
  applyFeedback({}, await judgedScores(db)).thresholds;
