/** Webhooks at work: every few seconds what has come about is noticed, and what is due is sent. */
import type { PeopleTables } from '@cordon/access';
import { type Decided, decidedSince, type PlanTables } from '@cordon/containment';
import { levels } from '@cordon/detection';
import { createWebhooks, type Told, type Webhooks, type WebhookTables } from '@cordon/exchange';
import type { Incident } from '@cordon/incidents';
import type { Database } from '@cordon/platform/database';
import type { KeyRing } from '@cordon/platform/keys';
import type { Logger, Tracer } from '@cordon/platform/telemetry';
import type { Kysely } from 'kysely';
import type { Hospital } from './hospital.ts';

interface TellingNeeds {
  hospitals: ReadonlyMap<string, Hospital>;
  database: Database;
  keys: KeyRing;
  /** False where another process sends them, and this one only answers for them. */
  runs: boolean;
  now(): Date;
  log: Logger;
  tracer: Tracer;
}

const everyMs = 5_000;
/** Decisions about plans are told when Cordon was down for no longer. */
const lookBackMs = 7 * 24 * 3_600_000;

export interface Telling {
  of(org: string): Webhooks | undefined;
  /** Lets what is being sent be sent. */
  stop(): Promise<void>;
}

export function startTelling({ hospitals, database, keys, runs, now, log, tracer }: TellingNeeds): Telling {
  const webhooks = new Map(
    [...hospitals.values()].map(({ org, database: own, ledger }) => [
      org,
      createWebhooks({ db: own.tables<WebhookTables>(), org, keys, record: ledger.record, now, tracer }),
    ]),
  );
  let working: Promise<void> = Promise.resolve();
  let busy = false;

  async function tellOf({ org, database: own, pipeline }: Hospital): Promise<void> {
    const hooks = webhooks.get(org);
    if (!hooks) return;
    const used = await glassBroken(database.tables<PeopleTables>(), org);
    const since = new Date(now().getTime() - lookBackMs).toISOString();
    const plans = await decidedSince(own.tables<PlanTables>(), since);
    await hooks.notice([
      ...pipeline.incidents().list().filter(isOpen).map(ofIncident),
      ...plans.map(ofPlan),
      ...used,
    ]);
    await hooks.send();
  }

  function tellAll(): void {
    if (busy) return;
    busy = true;
    working = Promise.all([...hospitals.values()].map(tellOf))
      .then(() => undefined)
      .catch((error: unknown) =>
        log.warn({ err: error }, 'Webhooks could not be told; they are tried again.'),
      )
      .finally(() => {
        busy = false;
      });
  }
  const timer = runs ? setInterval(tellAll, everyMs) : undefined;
  timer?.unref();

  return {
    of: (org) => webhooks.get(org),
    async stop() {
      clearInterval(timer);
      await working;
    },
  };
}

const isOpen = ({ status }: Incident): boolean => status === 'open';

const ofIncident = ({ id, title, level, raised, services }: Incident): Told => ({
  object: `incident ${id}`,
  state: levels.indexOf(level),
  events: ['incident.raised', 'incident.worse'],
  data: { incident: id, title, level, raised, services_at_risk: services.length },
});

/** Which actions, of which hosts and accounts, is asked for by whoever may know: docs/plan.md. */
const ofPlan = ({ plan, incident, option, at, withdrawn }: Decided): Told => ({
  object: `plan ${plan}`,
  state: withdrawn === null ? 0 : 1,
  events: withdrawn === null ? ['plan.approved', null] : ['plan.withdrawn', 'plan.withdrawn'],
  data: { plan, incident, option, approved: at, withdrawn },
});

async function glassBroken(db: Kysely<PeopleTables>, org: string): Promise<Told[]> {
  const uses = await db
    .selectFrom('break_glass_uses')
    .select(['id', 'at', 'review_due'])
    .where('org', '=', org)
    .execute();
  return uses.map(({ id, at, review_due }) => ({
    object: `break-glass ${id}`,
    state: 1,
    events: ['break-glass.used', null],
    data: { use: id, at, review_due },
  }));
}
