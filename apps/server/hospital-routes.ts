/** The HTTP doors of what a hospital has, each for the one that its request is about. */
import { readFile } from 'node:fs/promises';
import { callerOf, type Ledger, type LedgerTables, ledgerRoutes } from '@cordon/access';
import { type Actuator, type OrdersNeeds, orderRoutes, planRoutes, spreadRoutes } from '@cordon/containment';
import {
  backtestRoutes,
  coverageRoutes,
  createHunt,
  explainRoutes,
  feedbackRoutes,
  findingRoutes,
  huntRoutes,
  type PatientsSeen,
  patientRoutes,
  rulebookRoutes,
  soughtForms,
  sourceRoutes,
} from '@cordon/detection';
import {
  assessmentRoutes,
  estateImportRoutes,
  estateRoutes,
  firewallRoutes,
  sightingRoutes,
} from '@cordon/estate';
import { incidentRoutes, mergedInto } from '@cordon/incidents';
import type { EventStore } from '@cordon/platform/events';
import { type App, httpFault, type Of } from '@cordon/platform/http';
import type { Fields } from '@cordon/platform/keys';
import { recoveryRoutes } from '@cordon/recovery';
import { segmentationRoutes } from '@cordon/segmentation';
import type { Kysely } from 'kysely';
import type { Changed, Situation } from './api.ts';
import { type ConnectorTables, pullHealth } from './connectors/store.ts';
import { logDoor } from './doors/logs.ts';
import type { Hospital } from './hospital.ts';
import { heldIn } from './planning.ts';
import { openIncidents } from './recovering.ts';
import { sighted } from './sighted.ts';
import { situationRoute } from './situation.ts';

/** Hosts and accounts named in findings that are looked at for strangers. */
const mostWatched = 1_000;

export interface HospitalRoutesNeeds {
  hospitals: ReadonlyMap<string, Hospital>;
  events: EventStore;
  /** What carries out plans of an organisation. */
  actuatorsOf(org: string): readonly Actuator[];
  tell(changed: Changed, org: string): void;
  demonstration(): Situation['demonstration'];
  now(): Date;
}

export function hospitalRoutes(app: App, needs: HospitalRoutesNeeds): void {
  const { hospitals, events, actuatorsOf, tell, demonstration, now } = needs;
  const hospitalOf: Of<Hospital> = (request) => {
    const hospital = hospitals.get(callerOf(request).org);
    if (hospital) return hospital;
    throw httpFault(
      404,
      'NO_HOSPITAL',
      'This organisation has no logs or findings of its own: it stands above those that have.',
      'Choose one of the organisations below it.',
    );
  };
  /** What a route is given, made of its hospital. */
  const of =
    <Needs>(made: (hospital: Hospital) => Needs): Of<Needs> =>
    (request) =>
      made(hospitalOf(request));

  const seen = createSeen(now);
  logDoor(
    app,
    (request) => {
      const { kind, name } = callerOf(request).actor;
      return hospitalOf(request).received.from(`${kind} ${name}`);
    },
    (name) => name,
  );
  sourceRoutes(
    app,
    of(({ database, received }) => ({
      db: database.tables(),
      waiting: received.lag,
      pulled: () => pullHealth(database.tables<ConnectorTables>(), now()),
      now,
    })),
  );
  findingRoutes(
    app,
    of(({ database, estate, models, rulebook, pipeline, ledger, patients }) => ({
      seen: seen(ledger),
      soughtAs: soughtAs(patients()),
      db: database.tables(),
      estate,
      models,
      rule: (id) => rulebook.current().rules.get(id)?.rule,
      ruleText: (rule) => readFile(rule.file, 'utf8'),
      isIncident: (thread) => pipeline.incidents().get(thread) !== null,
    })),
  );
  feedbackRoutes(
    app,
    of(({ org, database, pipeline, models, ledger }) => ({
      db: database.tables(),
      useThresholds: pipeline.useThresholds,
      learntFrom: () => pipeline.standing().learntFrom,
      views: models,
      record: (trx, act) => ledger.recordIn(trx as unknown as Kysely<LedgerTables>, act),
      judged: (id) => tell({ what: 'finding', id }, org),
      now,
    })),
  );
  incidentRoutes(
    app,
    of(({ database, pipeline }) => ({
      incidents: pipeline.incidents,
      mergedInto: (id) => mergedInto(database.tables(), id),
    })),
  );
  planRoutes(
    app,
    of(({ database, estate, containment, pipeline, ledger, flowsSeen }) => ({
      db: database.tables(),
      estate,
      containment,
      heldIn: (id) => heldIn(estate, pipeline.incidents().get(id)),
      flowsSeen,
      record: (trx, act) => ledger.recordIn(trx as unknown as Kysely<LedgerTables>, act),
      now,
    })),
  );
  orderRoutes(
    app,
    of((hospital) => ordersNeeds(hospital, actuatorsOf(hospital.org), now)),
  );
  segmentationRoutes(
    app,
    of(({ estate, registers, flowsSeen }) => ({
      estate,
      entries: registers.entries,
      flowsSeen,
      now,
    })),
  );
  spreadRoutes(
    app,
    of(({ estate, containment, pipeline }) => ({
      estate,
      containment,
      heldIn: (id) => heldIn(estate, pipeline.incidents().get(id)),
    })),
  );
  recoveryRoutes(
    app,
    of(({ org, database, estate, registers, pipeline, ledger }) => ({
      db: database.tables(),
      estate,
      register: registers.recovery,
      openIncidents: () => openIncidents(pipeline.incidents().list()),
      record: (trx, act) => ledger.recordIn(trx as unknown as Kysely<LedgerTables>, act),
      changed: (id) => tell({ what: 'recovery', id }, org),
      now,
    })),
  );
  rulebookRoutes(
    app,
    of(({ org, database, rulebook, ledger }) => ({
      rulebook,
      db: database.tables(),
      record: ledger.record,
      seen: seen(ledger),
      changed: () => tell({ what: 'rules', id: null }, org),
      now,
    })),
  );
  ledgerRoutes(
    app,
    of(({ ledger }) => ledger),
  );
  coverageRoutes(
    app,
    of(({ org, rulebook }) => ({ rules: rulebook.current, events, orgs: [org] })),
  );
  huntRoutes(
    app,
    of(({ org, ledger, patients }) => ({
      hunt: createHunt({ events, orgs: [org], soughtAs: soughtAs(patients()) }),
      seen: seen(ledger),
    })),
  );
  patientRoutes(
    app,
    of(({ ledger, patients }) => ({ fields: patients(), record: ledger.record })),
  );
  backtestRoutes(
    app,
    of(({ org, rulebook }) => ({
      loaded: () => {
        const { rules, filters } = rulebook.current();
        return { rules: [...rules.values()].map(({ rule }) => rule), filters };
      },
      events,
      orgs: [org],
      now,
    })),
  );
  explainRoutes(
    app,
    of(({ org, rulebook, ledger }) => ({
      book: rulebook.current,
      events,
      orgs: [org],
      seen: seen(ledger),
      now,
    })),
  );
  estateRoutes(
    app,
    of(({ estate }) => estate),
  );
  assessmentRoutes(
    app,
    of(({ estateBook }) => estateBook),
  );
  firewallRoutes(
    app,
    of(({ estate }) => estate),
  );
  sightingRoutes(app, (request) => {
    const { database, estate, estateBook, estateChanged, flowsSeen, ledger, pipeline, registers } =
      hospitalOf(request);
    const { entries } = registers;
    const watched = () =>
      pipeline.incidents().watched(pipeline.newestEvent() ?? now().toISOString(), mostWatched);
    return {
      ...{ db: database.tables(), book: estateBook, changed: estateChanged, now },
      seen: () => sighted({ estate, entries, flowsSeen, watched, now }),
      by: callerOf(request).actor,
      record: (trx, { act, by, key, because }) =>
        ledger.recordIn(trx as unknown as Kysely<LedgerTables>, {
          ...{ act, who: by, object: key },
          details: because === undefined ? {} : { because },
        }),
    };
  });
  estateImportRoutes(app, (request) => {
    const { estateBook: book, estateChanged: changed } = hospitalOf(request);
    return { book, by: callerOf(request).actor, changed };
  });
  situationRoute(
    app,
    of(({ database, estate, pipeline, rulebook, received, behindSince }) => ({
      db: database.tables(),
      estate,
      incidents: pipeline.incidents,
      newestEvent: pipeline.newestEvent,
      behind() {
        const since = behindSince();
        return since && { since: since.toISOString(), batches: received.lag() };
      },
      demonstration,
      rules: () => {
        const { ruleSet, correlations, refusals } = rulebook.current();
        return { loaded: ruleSet.rules.length + correlations.length, refused: refusals.length };
      },
    })),
  );
}

export const ordersNeeds = (
  { database, estate, ledger }: Hospital,
  actuators: readonly Actuator[],
  now: () => Date,
): OrdersNeeds => ({
  ...{ db: database.tables(), estate, actuators, now },
  record: (trx, act) => ledger.recordIn(trx as unknown as Kysely<LedgerTables>, act),
});

const soughtAs =
  ({ forms }: Fields) =>
  (text: string): string[] =>
    soughtForms(text, forms);

/** A page that looks again by itself has not seen more: the same is noted once an hour. */
const againMs = 3_600_000;
/** Ids on one entry: a page of a hunt has up to a thousand. */
const mostIds = 50;

/** Notes who saw records that name patients. What they asked for is not noted, since it may name one too. */
function createSeen(now: () => Date): (ledger: Ledger) => PatientsSeen {
  const noted = new Map<string, number>();
  return (ledger) =>
    async (request, { where, records }) => {
      const { actor, org, session } = callerOf(request);
      const who = session?.person.id ?? actor.name;
      const key = [org, who, where, ...records].join(' ');
      const at = now().getTime();
      for (const [one, until] of noted) {
        if (until > at) break;
        noted.delete(one);
      }
      if (noted.has(key)) return;
      await ledger.record({
        act: 'patient-data.view',
        who: actor,
        object: where,
        details: { records: records.length, ids: records.slice(0, mostIds) },
      });
      noted.set(key, at + againMs);
    };
}
