/** The three choices side by side: do nothing, cut everything, and the plan that harms care least. Pure. */
import type { FlowsSeen } from '@cordon/detection';
import type { Service } from '@cordon/estate';
import { type Arrivals, type CutOptions, cheapestCut, earliest } from '@cordon/reach';
import { createMeasures, type Measure, type Measures, type Outage, type When } from './actions.ts';
import { blastRadius, copyOf, type Held, type Scene, sourcesOf, unknownOf } from './blast.ts';
import { describeAction, idOf } from './describe.ts';
import type { State } from './fare.ts';
import { harmOf, patientsOf } from './harm.ts';
import type { Blast, Option, PlannedAction, Proposal, ServiceFare } from './model.ts';
import { buildProblem } from './problem.ts';
import { createSeenBreaks } from './seen.ts';
import { stolenFrom } from './stolen.ts';
import { wardsFaring } from './wards.ts';

export interface PlanOptions extends Pick<CutOptions, 'stop'> {
  /** Minutes to look ahead: how long until what is held is expected to be clean again. */
  readonly horizon: number;
  /** 0 to 23, local time now: how many patients a service has depends on it. */
  readonly hour: number;
  /** No more actions than this, as when only so many hands are there. */
  readonly budget?: number;
  /** Flows of the last thirty days, to say which of them each action breaks. */
  readonly seen?: FlowsSeen;
}

export interface Planner {
  propose(held: Held, options: PlanOptions): Proposal;
}

/** Built once for an estate; each question then takes well under a second for a hospital. */
export function createPlanner(scene: Scene): Planner {
  const measures = createMeasures(scene);
  return {
    propose(held, options) {
      const { movement } = scene;
      const hosts = (held.suppliers ?? []).flatMap((id) => movement.supplier(id)?.hosts ?? []);
      const assets = [...new Set([...held.assets, ...hosts.map(({ id }) => id)])];
      const { used, directories, read } = stolenFrom(movement, { ...held, assets });
      const theirs = { ...held, assets, accounts: [...new Set([...held.accounts, ...used, ...read])] };
      const sources = sourcesOf(movement, theirs);
      const untouched = earliest(movement.graph, sources, {
        durations: movement.minutes.quick,
        horizon: options.horizon,
      });
      // Who has read a directory issues tickets for anybody in it: new credentials of one account would stop nobody.
      const offered = measures.all.filter(
        ({ action }) => action.kind !== 'reset-credentials' || !read.has(action.account),
      );
      const problem = buildProblem(scene, sources, untouched, offered, measures.costOf, options.hour);
      const cut = cheapestCut(problem, { stop: options.stop, atMost: options.budget });
      const seenBreaks = createSeenBreaks(scene.estate, options.seen ?? { flows: [] });
      const weigh = (name: Option['name'], chosen: readonly Measure[]): Option =>
        optionOf({ scene, measures, untouched, seenBreaks }, theirs, name, chosen, options);
      const nothing = weigh('nothing', []);
      return {
        held: copyOf(held),
        unknown: unknownOf(movement, held),
        taken: used.filter((id) => !read.has(id)),
        directories: [...directories],
        horizon: options.horizon,
        options: [
          nothing,
          weigh('everything', everything(measures.all, theirs)),
          weigh(
            'proposed',
            cut.chosen.map((index) => offered[index]!),
          ),
        ],
        bound: cut.bound,
        proved: cut.proved,
        confirmed: scene.knowledge.harm.confirmed,
      };
    },
  };
}

/** Every zone apart, and everything that is held off the network: what is done where nobody can say less. */
const everything = (all: readonly Measure[], held: Held): Measure[] =>
  all.filter(
    ({ action }) =>
      action.kind === 'quarantine-zone' ||
      action.kind === 'cut-link' ||
      (action.kind === 'cut-supplier' && held.suppliers?.includes(action.supplier)) ||
      (action.kind === 'isolate-asset' && held.assets.includes(action.asset)) ||
      (action.kind === 'disable-account' && held.accounts.includes(action.account)),
  );

/** What the options of one proposal are weighed with. */
interface Weighing {
  readonly scene: Scene;
  readonly measures: Measures;
  readonly untouched: Arrivals;
  readonly seenBreaks: ReturnType<typeof createSeenBreaks>;
}

function optionOf(
  weighing: Weighing,
  held: Held,
  name: Option['name'],
  chosen: readonly Measure[],
  { horizon, hour }: PlanOptions,
): Option {
  const { scene, measures } = weighing;
  const { harm } = scene.knowledge;
  const blast = blastRadius(scene, held, { horizon, closed: chosen.map(({ closing }) => closing) });
  const when = { hours: harm.containment_hours, hour };
  const services = faresOf(scene, blast, measures.outagesOf(chosen, when), hour);
  const harmBy = (cause: ServiceFare['by']): number =>
    sum(services.filter(({ by }) => by === cause).map((fare) => fare.harm));
  return {
    name,
    actions: chosen.map((measure) => planned(weighing, measure, when)).sort(soonestFirst),
    services,
    wards: wardsFaring(
      scene.estate,
      blast.assets,
      services,
      chosen.map(({ action }) => action),
    ),
    records: blast.records,
    attack_harm: harmBy('attack') + blast.assets.length * harm.device * harm.attack_hours,
    containment_harm: harmBy('containment') + measures.upkeepOf(chosen, when),
    assets_reached: blast.assets.length,
    accounts_reached: blast.accounts.length,
  };
}

/** Each service once, by whichever costs it more: what the intruder does or what is done against it. */
function faresOf(
  { estate, knowledge: { harm } }: Scene,
  blast: Blast,
  outages: readonly Outage[],
  hour: number,
): ServiceFare[] {
  const worst = new Map<string, ServiceFare>();
  const add = (service: Service, by: ServiceFare['by'], state: State, hours: number): void => {
    const fare = {
      service: service.id,
      name: service.name,
      urgency: service.urgency,
      by,
      state,
      hours,
      patients: patientsOf(service, hour) ?? null,
      tolerable_minutes: service.tolerable_downtime_minutes,
      harm: harmOf(harm, service, state, hours, hour),
    };
    if ((worst.get(service.id)?.harm ?? -1) < fare.harm) worst.set(service.id, fare);
  };
  for (const { service, stopped } of blast.services)
    add(estate.service(service)!, 'attack', stopped === null ? 'degraded' : 'stopped', harm.attack_hours);
  for (const { service, state, hours } of outages) add(service, 'containment', state, hours);
  return [...worst.values()].sort((a, b) => b.harm - a.harm);
}

function planned(
  { scene: { estate }, measures, untouched, seenBreaks }: Weighing,
  measure: Measure,
  when: When,
): PlannedAction {
  const { action, closing, closed } = measure;
  const { title, roll_back } = describeAction(estate, action);
  const flows = closed.map(({ flow }) => estate.flows.find(({ id }) => id === flow)!);
  const soonest = Math.min(...Array.from(closing.nodes ?? [], (node) => untouched.time[node]!));
  return {
    id: idOf(action),
    action,
    title,
    harm: measures.costOf([measure], when),
    needed_within: Number.isFinite(soonest) ? soonest : null,
    breaks: flows.map(({ id, purpose }) => ({ flow: id, purpose, for: measures.servicesOn(id) })),
    seen: seenBreaks(action, flows),
    roll_back,
  };
}

const soonestFirst = (a: PlannedAction, b: PlannedAction): number =>
  (a.needed_within ?? Infinity) - (b.needed_within ?? Infinity) || (a.id < b.id ? -1 : 1);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
