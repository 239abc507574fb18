/**
 * A plan from its proposal to its end: proposed, approved by somebody who answers for the patients, done action by action, undone
 * again. Nothing is carried out here: it says what to do, and keeps what people say that they did. What connectors do is in actuators/.
 */
import { randomUUID } from 'node:crypto';
import type { Act, Actor } from '@cordon/access';
import type { FlowsSeen } from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import { httpFault, notFound } from '@cordon/platform/http';
import type { Kysely, Transaction } from 'kysely';
import { wantUndone } from '../actuators/store.ts';
import type { Held } from '../blast.ts';
import { hourAt } from '../harm.ts';
import type { Action, Firewall, Option, Proposal, WrittenPlan } from '../model.ts';
import { namedIn } from '../named.ts';
import type { ProposeOptions } from '../thread.ts';
import { notApproved } from './faults.ts';
import type { ApprovalRequest, Plan, PlanRequest, WhatIfRequest } from './model.ts';
import {
  addApproval,
  addPlan,
  type KeptPlan,
  markDone,
  markUndone,
  planById,
  plansOf,
  withdrawApproval,
} from './store.ts';
import type { PlanTables } from './tables.ts';

/** Who works plans out, and writes their lines. */
export interface Planning {
  propose(held: Held, options: ProposeOptions): Promise<Proposal>;
  write(actions: readonly Action[], firewall: Firewall): WrittenPlan;
}

export interface PlansNeeds {
  db: Kysely<PlanTables>;
  /** Both null until somebody describes the hospital: without an estate nothing can be planned. */
  estate: Estate | null;
  containment: Planning | null;
  /** What the intruder of an incident holds, as far as its findings show; undefined when there is no such incident. */
  heldIn(incident: string): Held | undefined;
  /** Who talked to whom in the last thirty days. */
  flowsSeen(): Promise<FlowsSeen>;
  /** Puts an act on the ledger, in the transaction that does it. */
  record(trx: Transaction<PlanTables>, act: Act): Promise<void>;
  now(): Date;
}

/** The search answers with the best it has by then, and says that it was ended. */
const patienceMs = 5_000;

export type Plans = ReturnType<typeof createPlans>;

export function createPlans({ db, estate, containment, heldIn, flowsSeen, record, now }: PlansNeeds) {
  const shown = (plan: KeptPlan): Plan => {
    const held = heldIn(plan.incident);
    return { ...plan, current: held !== undefined && holdsNoMore(held, plan.proposal.held) };
  };
  async function found(id: string): Promise<Plan> {
    const plan = await planById(db, id);
    if (!plan) throw notFound('plan');
    return shown(plan);
  }
  /** What may be done. @throws NOT_APPROVED unless somebody approved it and nobody took that back */
  async function approved(id: string): Promise<Option> {
    const { approval, proposal } = await found(id);
    if (approval === null || approval.withdrawn !== null) throw notApproved();
    return proposal.options.find(({ name }) => name === approval.option)!;
  }
  /** @throws NO_ESTATE, UNKNOWN_NAME: a plan for another host than the one that was meant would be worse than none */
  function named(text: string): Held {
    if (estate === null) throw noEstate();
    const { unknown, ...held } = namedIn(estate, text);
    if (unknown.length > 0) throw unknownName(unknown);
    return held;
  }
  async function proposalFor(
    held: Held,
    { hours, at_most }: Pick<PlanRequest, 'hours' | 'at_most'>,
  ): Promise<Proposal> {
    if (containment === null) throw noEstate();
    const { assets, accounts, suppliers = [] } = held;
    if (assets.length + accounts.length + suppliers.length === 0) throw nothingHeld();
    return containment.propose(held, {
      horizon: hours * 60,
      hour: hourAt(now()),
      patience: patienceMs,
      seen: await flowsSeen(),
      ...(at_most === undefined ? {} : { budget: at_most }),
    });
  }
  const inOne = async (id: string, work: (trx: Transaction<PlanTables>) => Promise<void>): Promise<Plan> => {
    await db.transaction().execute(work);
    return found(id);
  };

  return {
    of: async (incident: string): Promise<Plan[]> => {
      if (heldIn(incident) === undefined) throw notFound('incident');
      return (await plansOf(db, incident)).map(shown);
    },

    get: found,

    /** For what somebody names, whether or not anything shows that it is held. Nothing is kept. */
    whatIf: async ({ from, hours }: WhatIfRequest): Promise<Proposal> => proposalFor(named(from), { hours }),

    /** Any number of times: circumstances change, and what is approved stays as it was approved. */
    async propose(incident: string, { also = '', ...asked }: PlanRequest, by: Actor): Promise<Plan> {
      const held = heldIn(incident);
      if (held === undefined) throw notFound('incident');
      const proposal = await proposalFor(together(held, named(also)), asked);
      const plan = { id: randomUUID(), incident, made: now().toISOString(), made_by: by.name, proposal };
      return inOne(plan.id, async (trx) => {
        await addPlan(trx, plan);
        await record(trx, { act: 'plan.propose', who: by, object: plan.id, details: { incident } });
      });
    },

    async approve(id: string, { option, because }: ApprovalRequest, by: Actor): Promise<Plan> {
      const plan = await found(id);
      if (!plan.current) throw stale();
      return inOne(id, async (trx) => {
        const approval = { plan: id, option, because, approved: now().toISOString(), approved_by: by.name };
        if (!(await addApproval(trx, approval))) throw decidedBefore();
        await record(trx, { act: 'plan.approve', who: by, object: id, details: { option, because } });
      });
    },

    /** Only of what was approved: lines that lie around are run. @throws NOT_APPROVED */
    async commands(id: string, firewall: Firewall): Promise<WrittenPlan> {
      const { actions } = await approved(id);
      if (containment === null) throw noEstate();
      return containment.write(
        actions.map(({ action }) => action),
        firewall,
      );
    },

    /**
     * What no connector has begun is not begun any more, and firewalls open again. A host stays off the network until somebody says
     * that it may come back, and what people did until they undo it: the page says so.
     */
    async withdraw(id: string, by: Actor): Promise<Plan> {
      if ((await found(id)).approval === null) throw notApproved();
      return inOne(id, async (trx) => {
        const at = now().toISOString();
        await withdrawApproval(trx, id, at, by.name);
        await wantUndone(trx, { plan: id, acts: 'connections' }, { at, by: by.name });
        await record(trx, { act: 'plan.withdraw', who: by, object: id, details: {} });
      });
    },

    async done(id: string, action: string, by: Actor): Promise<Plan> {
      const { actions } = await approved(id);
      if (!actions.some((one) => one.id === action)) throw notFound('action of what was approved');
      return inOne(id, async (trx) => {
        await markDone(trx, id, action, now().toISOString(), by.name);
        await record(trx, { act: 'plan.action-done', who: by, object: id, details: { action } });
      });
    },

    /** Also of a plan whose approval was withdrawn: opening again what was closed must never wait. */
    async undone(id: string, action: string, by: Actor): Promise<Plan> {
      const { acts } = await found(id);
      if (!acts.some((act) => act.action === action && act.undone === null))
        throw notFound('action that was done');
      return inOne(id, async (trx) => {
        const at = now().toISOString();
        await wantUndone(trx, { plan: id, actions: [action] }, { at, by: by.name });
        await markUndone(trx, id, action, at, by.name);
        await record(trx, { act: 'plan.action-undone', who: by, object: id, details: { action } });
      });
    },
  };
}

/** A plan answers for what was held when it was made: what has fallen since needs another. */
function holdsNoMore(now: Held, planned: Held): boolean {
  const before = new Set([...planned.assets, ...planned.accounts]);
  return [...now.assets, ...now.accounts].every((id) => before.has(id));
}

function together(a: Held, b: Held): Held {
  const both = (key: keyof Held): string[] => [...new Set([...(a[key] ?? []), ...(b[key] ?? [])])];
  return { assets: both('assets'), accounts: both('accounts'), suppliers: both('suppliers') };
}

const unknownName = (names: readonly string[]) =>
  httpFault(
    400,
    'UNKNOWN_NAME',
    `The estate knows no ${names.join(', ')}. No plan was made.`,
    'Give names, addresses or ids of hosts, names of accounts, or suppliers, with commas between.',
  );
const stale = () =>
  httpFault(
    409,
    'STALE_PLAN',
    'The intruder holds more now than when this plan was made. It was not approved.',
    'Make a new plan, and approve that.',
  );
const decidedBefore = () =>
  httpFault(
    409,
    'DECIDED_BEFORE',
    'This plan was approved before; that stands.',
    'Make a new plan if another is needed.',
  );
const nothingHeld = () =>
  httpFault(
    409,
    'NOTHING_HELD',
    'Nothing of the estate is shown or named to be in an intruder’s hands.',
    'Wait for more findings, or name hosts, accounts or suppliers that are taken to be held.',
  );
const noEstate = () =>
  httpFault(
    409,
    'NO_ESTATE',
    'Nobody has described this hospital, so nothing can be planned.',
    'Describe it as docs/estate.md says, and start Cordon again.',
  );
