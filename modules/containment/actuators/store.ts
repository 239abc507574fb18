/** SQL of orders, and of when actuators were heard of. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { OrderTable, PlanTables } from '../plans/tables.ts';
import type { Target } from './model.ts';

type Db = Kysely<PlanTables>;

export interface KeptOrder extends Omit<Selectable<OrderTable>, 'target'> {
  target: Target;
}
const kept = (row: Selectable<OrderTable>): KeptOrder => ({ ...row, target: row.target as Target });

export interface Asked {
  at: string;
  by: string;
}

export async function ordersOfPlan(db: Db, plan: string): Promise<KeptOrder[]> {
  const rows = await db
    .selectFrom('plan_orders')
    .selectAll()
    .where('plan', '=', plan)
    .orderBy('asked')
    .orderBy('turn')
    .execute();
  return rows.map(kept);
}

/** One that failed, or that was undone, is asked for anew; any other stays as it is. @returns whether it was asked for now */
export async function addOrder(
  db: Db,
  order: Pick<OrderTable, 'plan' | 'action' | 'actuator' | 'turn'> & { target: Target },
  { at, by }: Asked,
): Promise<boolean> {
  const fresh: Omit<OrderTable, keyof OrderKey> = {
    turn: order.turn,
    target: JSON.stringify(order.target),
    wants: 'done',
    state: 'sent',
    ...{ asked: at, asked_by: by, changed: at, due: at, tries: 0, said: null, applied: null, memo: null },
  };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('plan_orders')
    .values({ ...order, ...fresh })
    .onConflict((conflict) =>
      conflict
        .constraint('plan_orders_pkey')
        .doUpdateSet(fresh)
        .where(({ eb, or, and }) =>
          or([
            eb('plan_orders.state', '=', 'failed'),
            and([eb('plan_orders.wants', '=', 'undone'), eb('plan_orders.state', '=', 'done')]),
          ]),
        ),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

interface Which {
  plan: string;
  /** All of the plan without it. */
  actions?: readonly string[];
  acts?: Target['kind'];
}

/** What nobody has begun is forgotten; what was begun is to be undone, and what could not be undone is tried again. */
export async function wantUndone(db: Db, { plan, actions, acts }: Which, { at, by }: Asked): Promise<number> {
  await db
    .deleteFrom('plan_orders')
    .where('plan', '=', plan)
    .where('wants', '=', 'done')
    .where('state', '=', 'sent')
    .$if(actions !== undefined, (query) => query.where('action', 'in', actions!))
    .execute();
  const { numUpdatedRows } = await db
    .updateTable('plan_orders')
    .set({
      wants: 'undone',
      state: 'sent',
      asked: at,
      asked_by: by,
      changed: at,
      due: at,
      tries: 0,
      said: null,
    })
    .where('plan', '=', plan)
    .where(({ eb, or }) => or([eb('wants', '=', 'done'), eb('state', '=', 'failed')]))
    .$if(actions !== undefined, (query) => query.where('action', 'in', actions!))
    .$if(acts !== undefined, (query) => query.where(sql`target->>'kind'`, '=', acts!))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

const atOnce = 20;

export async function dueOrders(db: Db, actuators: readonly string[], now: string): Promise<KeptOrder[]> {
  const rows = await db
    .selectFrom('plan_orders')
    .selectAll()
    .where('state', 'in', ['sent', 'under-way'])
    .where('actuator', 'in', actuators)
    .where('due', '<=', now)
    .orderBy('asked')
    .orderBy('turn')
    .limit(atOnce)
    .execute();
  return rows.map(kept);
}

/** What it is to have in force, or to take back. */
export async function ordersFor(db: Db, actuator: string): Promise<KeptOrder[]> {
  const rows = await db
    .selectFrom('plan_orders')
    .selectAll()
    .where('actuator', '=', actuator)
    .where('state', '!=', 'failed')
    .where(({ eb, or }) => or([eb('wants', '=', 'done'), eb('state', '!=', 'done')]))
    .orderBy('asked')
    .orderBy('turn')
    .execute();
  return rows.map(kept);
}

export type OrderKey = Pick<OrderTable, 'plan' | 'action' | 'actuator'>;

const where = ({ plan, action, actuator }: OrderKey) => ({ plan, action, actuator });

/** As it is now, and held until the transaction ends. */
export async function lockOrder(db: Db, key: OrderKey): Promise<KeptOrder | undefined> {
  const row = await db
    .selectFrom('plan_orders')
    .selectAll()
    .where(({ and }) => and(where(key)))
    .forUpdate()
    .executeTakeFirst();
  return row && kept(row);
}

export async function changeOrder(
  db: Db,
  key: OrderKey,
  to: Partial<Pick<OrderTable, 'state' | 'changed' | 'said' | 'applied' | 'memo' | 'tries' | 'due'>>,
): Promise<void> {
  await db
    .updateTable('plan_orders')
    .set(to)
    .where(({ and }) => and(where(key)))
    .execute();
}

export async function dropOrder(db: Db, key: OrderKey): Promise<void> {
  await db
    .deleteFrom('plan_orders')
    .where(({ and }) => and(where(key)))
    .execute();
}

export async function heardOf(
  db: Db,
  name: string,
  seen: string | null,
  error: string | null,
): Promise<void> {
  await db
    .insertInto('actuators')
    .values({ name, seen, error })
    .onConflict((conflict) =>
      conflict.constraint('actuators_pkey').doUpdateSet({ error, ...(seen !== null && { seen }) }),
    )
    .execute();
}

export const actuatorsHeard = (db: Db): Promise<PlanTables['actuators'][]> =>
  db.selectFrom('actuators').select(['name', 'seen', 'error']).execute();
