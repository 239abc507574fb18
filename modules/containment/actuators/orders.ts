/**
 * What people have actuators do of an approved plan, and have taken back. An order is kept, with who asked for it on the ledger, in the
 * transaction that saw the approval stand; whoever carries it out asks again each time before it begins. Taking back is never refused.
 */
import type { Act, Actor } from '@cordon/access';
import type { Estate } from '@cordon/estate';
import { httpFault, notFound } from '@cordon/platform/http';
import type { Kysely, Transaction } from 'kysely';
import { notApproved } from '../plans/faults.ts';
import { markDone, markUndone, planById, standingApproval } from '../plans/store.ts';
import type { PlanTables } from '../plans/tables.ts';
import { type Assignment, assign, carriedBy } from './assign.ts';
import type { Actuator, CarryOutRequest, Order, OrdersView, PulledOrders, Report } from './model.ts';
import {
  actuatorsHeard,
  addOrder,
  changeOrder,
  dropOrder,
  dueOrders,
  heardOf,
  type KeptOrder,
  lockOrder,
  type OrderKey,
  ordersFor,
  ordersOfPlan,
  wantUndone,
} from './store.ts';

export interface OrdersNeeds {
  db: Kysely<PlanTables>;
  /** null until somebody describes the hospital: then people carry out everything. */
  estate: Estate | null;
  actuators: readonly Actuator[];
  record(trx: Transaction<PlanTables>, act: Act): Promise<void>;
  now(): Date;
}

/** How far an actuator is. `absent`: it found nothing that was begun, and was not allowed to begin. */
export type Progress =
  | { state: 'under-way'; said: string | null; memo: string | null; wait: number }
  | { state: 'done' | 'failed'; said: string | null; applied?: string | null }
  | { state: 'absent' };

export interface Begun {
  order: KeptOrder;
  /** Whether it may be sent: false when only what was sent before may still be asked after. */
  mayBegin: boolean;
}

/** Milliseconds after which another process takes an order that one was killed with. */
const takenForMs = 60_000;
/** So many times may an actuator not be heard of before it counts as silent. */
const missed = 4;

export type Orders = ReturnType<typeof createOrders>;

export function createOrders({ db, estate, actuators, record, now }: OrdersNeeds) {
  const assignmentOf = (action: Parameters<typeof assign>[1]): Assignment =>
    estate === null
      ? { parts: [], by_hand: 'nobody has described this hospital' }
      : assign(estate, action, actuators);
  const moment = (): string => now().toISOString();

  async function view(plan: string): Promise<OrdersView> {
    const found = await planById(db, plan);
    if (!found) throw notFound('plan');
    const chosen = found.approval?.option ?? 'proposed';
    const { actions } = found.proposal.options.find(({ name }) => name === chosen)!;
    const heard = new Map((await actuatorsHeard(db)).map((one) => [one.name, one]));
    return {
      actuators: actuators.map(({ name, kind, every }) => {
        const { seen = null, error = null } = heard.get(name) ?? {};
        const silent = seen === null || now().getTime() - Date.parse(seen) > missed * every * 1_000;
        return { name, kind, seen, error, silent };
      }),
      actions: actions.map(({ id, action }) => {
        const { parts, by_hand } = assignmentOf(action);
        const carries = estate === null ? [] : carriedBy(estate, action);
        return { action: id, actuators: parts.map(({ actuator }) => actuator), by_hand, carries };
      }),
      orders: (await ordersOfPlan(db, plan)).map(orderOf),
    };
  }

  /** Whether it is still what was read: else somebody wants something else by now, or another process has taken it. */
  async function same(trx: Transaction<PlanTables>, read: KeptOrder): Promise<boolean> {
    const order = await lockOrder(trx, read);
    return order?.wants === read.wants && order.asked === read.asked && order.tries === read.tries;
  }

  async function end(
    trx: Transaction<PlanTables>,
    key: OrderKey & Pick<KeptOrder, 'wants'>,
    {
      state,
      said,
      applied = null,
    }: { state: 'done' | 'failed'; said: string | null; applied?: string | null },
    who: Actor,
  ): Promise<void> {
    const { plan, action, actuator, wants } = key;
    const at = moment();
    await changeOrder(trx, key, { state, said, changed: at, ...(state === 'done' && { applied }) });
    const details = { action, actuator, ...(said !== null && { said }) };
    if (state === 'failed') {
      await record(trx, { act: 'plan.action-failed', who, object: plan, details: { ...details, wants } });
      return;
    }
    const all = (await ordersOfPlan(trx, plan)).filter((order) => order.action === action);
    if (!all.every((order) => order.wants === wants && order.state === 'done')) return;
    const by = all.map((order) => order.actuator).join(', ');
    if (wants === 'done') await markDone(trx, plan, action, at, by);
    else await markUndone(trx, plan, action, at, by);
    await record(trx, { act: `plan.action-${wants}`, who, object: plan, details });
  }

  return {
    view,

    /** @throws NOT_APPROVED, BY_HAND, CARRIES_SERVICES, BEING_TAKEN_BACK; then nothing of it is begun */
    async carryOut(plan: string, { actions, knowing }: CarryOutRequest, by: Actor): Promise<OrdersView> {
      const found = await planById(db, plan);
      if (!found) throw notFound('plan');
      await db.transaction().execute(async (trx) => {
        const approval = await standingApproval(trx, plan);
        if (!approval) throw notApproved();
        const option = found.proposal.options.find(({ name }) => name === approval.option)!;
        const chosen = actions.map((id) => {
          const one = option.actions.find((action) => action.id === id);
          if (!one) throw notFound('action of what was approved');
          return { ...one, ...assignmentOf(one.action) };
        });
        for (const { title, by_hand } of chosen) if (by_hand !== null) throw forPeople(title, by_hand);
        const untold = chosen
          .flatMap(({ action }) => (estate === null ? [] : carriedBy(estate, action)))
          .filter(({ service }) => !knowing.includes(service));
        if (untold.length > 0) throw carriesServices([...new Set(untold.map(({ name }) => name))]);
        const asked = { at: moment(), by: by.name };
        for (const [turn, { id: action, parts }] of chosen.entries()) {
          const added = [];
          for (const { actuator, target } of parts)
            if (await addOrder(trx, { plan, action, actuator, turn, target }, asked)) added.push(actuator);
          if (added.length > 0)
            await record(trx, {
              ...{ act: 'plan.carry-out', who: by, object: plan },
              details: { action, actuators: added, approved_by: approval.approved_by },
            });
        }
        const back = (await ordersOfPlan(trx, plan)).find(
          ({ action, wants }) => wants === 'undone' && actions.includes(action),
        );
        if (back) throw beingTakenBack(back.actuator);
      });
      return view(plan);
    },

    /** Whatever became of the approval: opening again what was closed must never wait. */
    async takeBack(plan: string, actions: readonly string[], by: Actor): Promise<OrdersView> {
      const orders = await ordersOfPlan(db, plan);
      const known = actions.filter((id) => orders.some(({ action }) => action === id));
      if (known.length < actions.length) throw notFound('action that a connector was told to do');
      await db.transaction().execute(async (trx) => {
        await wantUndone(trx, { plan, actions }, { at: moment(), by: by.name });
        for (const action of actions)
          await record(trx, { act: 'plan.take-back', who: by, object: plan, details: { action } });
      });
      return view(plan);
    },

    /** What the actuator that asks is wanted to have in force, or to have taken back; from now on all of it is under way. */
    async pull(by: Actor): Promise<PulledOrders> {
      const actuator = ownActuator(actuators, by);
      await heardOf(db, actuator.name, moment(), null);
      const items = await db.transaction().execute(async (trx) => {
        const given: KeptOrder[] = [];
        for (const known of await ordersFor(trx, actuator.name)) {
          const approval = await standingApproval(trx, known.plan);
          // As it is now: it may have been taken back since it was read.
          const order = await lockOrder(trx, known);
          if (!order || (order.wants === 'done' && !approval)) continue;
          if (order.state === 'sent')
            await changeOrder(trx, order, { state: 'under-way', changed: moment(), tries: 1 });
          given.push({ ...order, state: order.state === 'sent' ? 'under-way' : order.state });
        }
        return given;
      });
      return {
        items: items.map(({ plan, action, wants, state, target }) => ({
          ...{ plan, action, wants, state },
          blocks: target.kind === 'connections' ? target.blocks : [],
        })),
      };
    },

    /** What an actuator that asks did. The same said twice counts once. @throws ORDER_CHANGED when it is wanted otherwise by now */
    async report(plan: string, action: string, { wanted, ...said }: Report, by: Actor): Promise<void> {
      const key = { plan, action, actuator: ownActuator(actuators, by).name };
      await db.transaction().execute(async (trx) => {
        const order = await lockOrder(trx, key);
        if (!order) throw notFound('order for this actuator');
        if (order.wants !== wanted || order.state === 'sent' || order.state === 'failed')
          throw orderChanged();
        if (order.state === said.state) return;
        await end(trx, { ...key, wants: wanted }, said, by);
      });
    },

    due: (names: readonly string[]): Promise<KeptOrder[]> => dueOrders(db, names, moment()),

    /** Takes an order, just before it is sent or asked after. null when there is nothing to do for it any more. */
    begin: (due: KeptOrder): Promise<Begun | null> =>
      db.transaction().execute(async (trx) => {
        const approval = await standingApproval(trx, due.plan);
        if (!(await same(trx, due))) return null;
        const mayBegin = due.wants === 'undone' || approval !== undefined;
        if (!mayBegin && due.state === 'sent') {
          await dropOrder(trx, due);
          return null;
        }
        const taken = { state: 'under-way', tries: due.tries + 1 } as const;
        await changeOrder(trx, due, {
          ...taken,
          ...(due.state === 'sent' && { changed: moment() }),
          due: new Date(now().getTime() + takenForMs).toISOString(),
        });
        return { order: { ...due, ...taken }, mayBegin };
      }),

    /** Keeps how far it is, unless somebody wanted something else meanwhile, or another process goes on with it. */
    progressed: (order: KeptOrder, progress: Progress): Promise<void> =>
      db.transaction().execute(async (trx) => {
        if (!(await same(trx, order))) return;
        if (progress.state === 'absent') return dropOrder(trx, order);
        if (progress.state === 'under-way') {
          const { said, memo, wait } = progress;
          const due = new Date(now().getTime() + wait * 1_000).toISOString();
          return changeOrder(trx, order, { said, memo, due });
        }
        await end(trx, order, progress, { kind: 'program', name: order.actuator, proven: null });
      }),

    heard: (name: string, error: string | null): Promise<void> =>
      heardOf(db, name, error === null ? moment() : null, error),
  };
}

const orderOf = ({
  action,
  actuator,
  wants,
  state,
  asked,
  asked_by,
  changed,
  said,
  applied,
}: KeptOrder): Order => ({
  ...{ action, actuator, wants, state, changed, said, applied },
  asked: { at: asked, by: asked_by },
});

/** Only a program, and only one that the settings name: a person who has its name is none. */
function ownActuator(actuators: readonly Actuator[], { kind, name }: Actor): Actuator {
  const own = actuators.find((one) => one.name === name && one.acts === 'connections');
  if (kind === 'program' && own) return own;
  throw httpFault(
    403,
    'NO_ACTUATOR',
    'Orders are given to programs that cordon.yaml names under actuators, by the name of their token.',
    'Name it there, with kind: firewall, and start Cordon again.',
  );
}

const forPeople = (title: string, why: string) =>
  httpFault(
    409,
    'BY_HAND',
    `"${title}" is for people to do: ${why}. Nothing was begun.`,
    'Do it by hand, and say so.',
  );
const carriesServices = (names: readonly string[]) =>
  httpFault(
    409,
    'CARRIES_SERVICES',
    `What is switched off carries ${names.join(', ')}. Nothing was begun.`,
    'Say that this is known, and carry it out then.',
  );
const beingTakenBack = (actuator: string) =>
  httpFault(
    409,
    'BEING_TAKEN_BACK',
    `${actuator} is taking this back. Nothing was begun.`,
    'Wait until it is undone, and carry it out then.',
  );
const orderChanged = () =>
  httpFault(
    409,
    'ORDER_CHANGED',
    'Something else is wanted of this action by now. What was said of it is not kept.',
    'Ask for your orders again.',
  );
