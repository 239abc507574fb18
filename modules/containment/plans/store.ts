/** SQL of plans, their approvals and what was done of them. */
import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Proposal } from '../model.ts';
import type { Plan, PlanAct } from './model.ts';
import type { ApprovalTable, PlanTable, PlanTables } from './tables.ts';

type Db = Kysely<PlanTables>;
/** A plan as kept; whether it is current depends on the incident. */
export type KeptPlan = Omit<Plan, 'current'>;

const shownAtMost = 50;

export async function addPlan(db: Db, plan: Omit<KeptPlan, 'approval' | 'acts'>): Promise<void> {
  const { proposal, ...row } = plan;
  await db
    .insertInto('plans')
    .values({ ...row, proposal: JSON.stringify(proposal) } satisfies Insertable<PlanTable>)
    .execute();
}

/** Newest first. */
export async function plansOf(db: Db, incident: string): Promise<KeptPlan[]> {
  const rows = await db
    .selectFrom('plans')
    .selectAll()
    .where('incident', '=', incident)
    .orderBy('made', 'desc')
    .orderBy('id')
    .limit(shownAtMost)
    .execute();
  return Promise.all(rows.map((row) => whole(db, row)));
}

export async function planById(db: Db, id: string): Promise<KeptPlan | undefined> {
  const row = await db.selectFrom('plans').selectAll().where('id', '=', id).executeTakeFirst();
  return row && whole(db, row);
}

async function whole(db: Db, row: Selectable<PlanTable>): Promise<KeptPlan> {
  const approval = await db
    .selectFrom('plan_approvals')
    .selectAll()
    .where('plan', '=', row.id)
    .executeTakeFirst();
  const acts = await db
    .selectFrom('plan_acts')
    .selectAll()
    .where('plan', '=', row.id)
    .orderBy('done')
    .orderBy('action')
    .execute();
  // Plans outlive releases: of those made before a supplier could be held, or a directory taken to be read, none was.
  const proposal = row.proposal as Proposal;
  return {
    id: row.id,
    incident: row.incident,
    made: row.made,
    made_by: row.made_by,
    proposal: {
      ...proposal,
      held: { ...proposal.held, suppliers: proposal.held.suppliers ?? [] },
      directories: proposal.directories ?? [],
    },
    approval: approval
      ? {
          option: approval.option,
          because: approval.because,
          at: approval.approved,
          by: approval.approved_by,
          withdrawn: moment(approval.withdrawn, approval.withdrawn_by),
        }
      : null,
    acts: acts.map(
      (act): PlanAct => ({
        action: act.action,
        done: { at: act.done, by: act.done_by },
        undone: moment(act.undone, act.undone_by),
      }),
    ),
  };
}

const moment = (at: string | null, by: string | null) => (at === null || by === null ? null : { at, by });

export interface Decided {
  plan: string;
  incident: string;
  option: 'everything' | 'proposed';
  at: string;
  withdrawn: string | null;
}

/** What was decided of plans since then, ISO 8601. */
export const decidedSince = (db: Db, since: string): Promise<Decided[]> =>
  db
    .selectFrom('plan_approvals')
    .innerJoin('plans', 'plans.id', 'plan_approvals.plan')
    .select(['plan', 'incident', 'option', 'approved as at', 'withdrawn'])
    .where(({ eb, or }) => or([eb('approved', '>=', since), eb('withdrawn', '>=', since)]))
    .execute();

/** @returns whether it was approved now: false where somebody had before */
export async function addApproval(
  db: Db,
  approval: Pick<ApprovalTable, 'plan' | 'option' | 'because' | 'approved' | 'approved_by'>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('plan_approvals')
    .values({ ...approval, withdrawn: null, withdrawn_by: null })
    .onConflict((conflict) => conflict.constraint('plan_approvals_pkey').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Held until the transaction ends, so that nobody withdraws it meanwhile; undefined where there is none that stands. */
export const standingApproval = (
  db: Db,
  plan: string,
): Promise<Pick<Selectable<ApprovalTable>, 'option' | 'approved_by'> | undefined> =>
  db
    .selectFrom('plan_approvals')
    .select(['option', 'approved_by'])
    .where('plan', '=', plan)
    .where('withdrawn', 'is', null)
    // Not what foreign keys wait for: whoever writes down what was done goes on.
    .forNoKeyUpdate()
    .executeTakeFirst();

export async function withdrawApproval(db: Db, plan: string, withdrawn: string, by: string): Promise<void> {
  await db
    .updateTable('plan_approvals')
    .set({ withdrawn, withdrawn_by: by })
    .where('plan', '=', plan)
    .where('withdrawn', 'is', null)
    .execute();
}

/** Done again after it was undone counts from now on. */
export async function markDone(
  db: Db,
  plan: string,
  action: string,
  done: string,
  by: string,
): Promise<void> {
  await db
    .insertInto('plan_acts')
    .values({ plan, action, done, done_by: by, undone: null, undone_by: null })
    .onConflict((conflict) =>
      conflict
        .constraint('plan_acts_pkey')
        .doUpdateSet({ done, done_by: by, undone: null, undone_by: null })
        .where('plan_acts.undone', 'is not', null),
    )
    .execute();
}

export async function markUndone(
  db: Db,
  plan: string,
  action: string,
  undone: string,
  by: string,
): Promise<void> {
  await db
    .updateTable('plan_acts')
    .set({ undone, undone_by: by })
    .where('plan', '=', plan)
    .where('action', '=', action)
    .where('undone', 'is', null)
    .execute();
}
