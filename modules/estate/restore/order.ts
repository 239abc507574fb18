/**
 * In which order to bring lost systems back.
 *
 * What a more urgent service cannot do without comes before what it only works better with, and that before anything that
 * only less urgent services need. Within such a tier, whatever must be safe on paper for the shortest time comes first. Nothing comes
 * before what it cannot work without. Earliest due date first makes the worst overrun of a tier as small as it can be, whatever
 * each step takes (Jackson 1955; Lawler 1973, with precedence): what is due soonest drags what it needs along. So the order
 * needs no estimates of work, which nobody has in the middle of an attack; only the times do.
 */
import { createImpact } from '../impact.ts';
import type { EstateData, Service, ServiceImpact } from '../model.ts';
import type { Recovery } from '../registers/index.ts';
import { findRings } from './rings.ts';

/** Minutes from the start; `at_least` when some step on the way says nothing of how long it takes. */
export interface Moment {
  minutes: number;
  at_least: boolean;
}

export interface RestoreStep {
  id: string;
  name: string;
  kind: 'system' | 'supplier';
  /** From 1: when it is up if one team does one thing after another. */
  turn: number;
  /** From 1: steps of one wave do not need each other. */
  wave: number;
  /** Lost things that it does not work, or cannot be brought back, without, and that come before it. */
  needs: string[];
  /** Lost things that it does not work without but that need it in turn: it comes up without them at first. */
  begins_without: string[];
  /** What a system runs on. */
  assets: string[];
  /** Services that stop or work worse without it, worst first. */
  services: ServiceImpact[];
  reason: string;
  /** Work, as the register of recovery says; null = nobody knows. */
  minutes: number | null;
  /** When it is back with a team for each step of a wave. */
  earliest: Moment;
  /** When it is back with one team. */
  in_turn: Moment;
}

/** `in time` with one team; where one is too slow, or nobody can say, `in time with more teams`. */
export const verdicts = ['in time', 'in time with more teams', 'passed', 'unknown'] as const;

export interface ServiceOutlook {
  service: Service;
  strength: 'stops' | 'degrades';
  /** The last step that it waits for: to run again when it stopped, to be as before when it only works worse. */
  waits_for: string;
  earliest: Moment;
  in_turn: Moment;
  /** Whether it is back before its paper procedure stops being safe. */
  verdict: (typeof verdicts)[number];
}

export interface RestorePlan {
  steps: RestoreStep[];
  /** Most urgent first. */
  services: ServiceOutlook[];
  /** Groups of systems each of which needs the others. */
  rings: string[][];
  /** The chain of steps that takes longest, first to last: more teams do not shorten it. */
  critical_path: string[];
}

/** @param lost ids of systems and suppliers */
export function restoreOrder(
  estate: EstateData,
  lost: ReadonlySet<string>,
  recovery: readonly Recovery[],
): RestorePlan {
  const data = withRecovery(estate, lost, recovery);
  const work = new Map(recovery.map(({ system, restore_minutes }) => [system, restore_minutes]));
  const direct = needsAmong(data, lost);
  const rings = findRings([...lost], (id) => direct.get(id) ?? []);
  const steps = time(inOrder(describe(data, lost, direct, rings)), (id) => work.get(id) ?? null);
  return {
    steps,
    services: outlookOf(steps),
    rings: rings.filter((ring) => ring.length > 1),
    critical_path: criticalPath(steps),
  };
}

/** What something lost is brought back with is needed for as long as it is not back: whatever waits for it waits for that as well. */
function withRecovery(
  data: EstateData,
  lost: ReadonlySet<string>,
  recovery: readonly Recovery[],
): EstateData {
  const links = recovery.flatMap(({ system, restored_with }) =>
    lost.has(system) ? restored_with.map((to) => ({ from: system, to, strength: 'stops' as const })) : [],
  );
  return { ...data, dependencies: [...data.dependencies, ...links] };
}

/** Of each lost thing, the lost things that it stops without, also through what is itself unharmed. */
function needsAmong(data: EstateData, lost: ReadonlySet<string>): Map<string, string[]> {
  const links = new Map<string, string[]>();
  for (const { from, to, strength } of data.dependencies) {
    if (strength === 'stops') links.set(from, [...(links.get(from) ?? []), to]);
  }
  return new Map(
    [...lost].map((id) => {
      const seen = new Set([id]);
      const queue = [id];
      const needs: string[] = [];
      for (const at of queue) {
        for (const next of links.get(at) ?? []) {
          if (seen.has(next)) continue;
          seen.add(next);
          if (lost.has(next)) needs.push(next);
          else queue.push(next);
        }
      }
      return [id, needs];
    }),
  );
}

interface Node {
  id: string;
  name: string;
  kind: RestoreStep['kind'];
  /** Also what others of its ring need, with the whole of each ring that it needs a part of. */
  needs: string[];
  /** Of the needs, those that are in a ring with it and cannot all come before it. */
  ringNeeds: string[];
  assets: string[];
  services: ServiceImpact[];
  tier: number;
  due: number;
}

function describe(
  data: EstateData,
  lost: ReadonlySet<string>,
  direct: ReadonlyMap<string, string[]>,
  rings: readonly string[][],
): Node[] {
  const impactOf = createImpact(data);
  const assetsOf = new Map(data.systems.map(({ id }) => [id, [] as string[]]));
  for (const { id, system } of data.assets) if (system !== null) assetsOf.get(system)?.push(id);
  const ringOf = new Map(rings.flatMap((ring) => ring.map((id) => [id, ring] as const)));
  const nodes = (things: readonly { id: string; name: string }[], kind: Node['kind']) =>
    things
      .filter(({ id }) => lost.has(id))
      .map(({ id, name }): Node => {
        const own = ringOf.get(id)!;
        const needs = direct.get(id) ?? [];
        const ringNeeds = needs.filter((need) => ringOf.get(need) === own);
        // One of a ring that comes up before what another of it needs does not work any sooner.
        const outside = own
          .flatMap((member) => direct.get(member) ?? [])
          .flatMap((need) => (ringOf.get(need) === own ? [] : ringOf.get(need)!));
        const services = impactOf(id);
        const tier = Math.min(...services.map(tierOf));
        const due = Math.min(...services.filter((impact) => tierOf(impact) === tier).map(dueOf));
        return {
          id,
          name,
          kind,
          needs: [...new Set([...outside, ...ringNeeds])],
          ringNeeds,
          assets: assetsOf.get(id) ?? [],
          services,
          tier,
          due,
        };
      });
  return [...nodes(data.systems, 'system'), ...nodes(data.suppliers, 'supplier')];
}

const tierOf = ({ service, strength }: ServiceImpact): number =>
  service.urgency * 2 + (strength === 'stops' ? 0 : 1);

/** A time on paper that nobody has agreed may be none at all. */
const dueOf = ({ service }: ServiceImpact): number => service.tolerable_downtime_minutes ?? 0;

type Ordered = Node & Pick<RestoreStep, 'turn' | 'begins_without'>;

function inOrder(nodes: readonly Node[]): Ordered[] {
  const done = new Set<string>();
  const missing = ({ ringNeeds }: Node): string[] => ringNeeds.filter((need) => !done.has(need));
  // Of what is outside its ring, how much has to come before it still.
  const waiting = new Map(nodes.map((node) => [node, node.needs.length - node.ringNeeds.length]));
  const dependents = new Map<string, Node[]>();
  for (const node of nodes) {
    const inRing = new Set(node.ringNeeds);
    for (const need of node.needs) {
      if (!inRing.has(need)) dependents.set(need, [...(dependents.get(need) ?? []), node]);
    }
  }
  const ready = new Set(nodes.filter((node) => waiting.get(node) === 0));
  const ordered: Ordered[] = [];
  while (ready.size > 0) {
    const next = [...ready].reduce((a, b) => (comesFirst(b, a, missing) ? b : a));
    ordered.push({ ...next, turn: ordered.length + 1, begins_without: missing(next) });
    done.add(next.id);
    ready.delete(next);
    for (const node of dependents.get(next.id) ?? []) {
      waiting.set(node, waiting.get(node)! - 1);
      if (waiting.get(node) === 0) ready.add(node);
    }
  }
  return ordered;
}

function comesFirst(a: Node, b: Node, missing: (node: Node) => string[]): boolean {
  // Infinity minus itself is no number: what serves nobody is compared by the rest.
  if (a.tier !== b.tier) return a.tier < b.tier;
  if (a.due !== b.due) return a.due < b.due;
  const difference = missing(a).length - missing(b).length || b.services.length - a.services.length;
  return difference === 0 ? a.id < b.id : difference < 0;
}

function time(ordered: readonly Ordered[], minutesOf: (id: string) => number | null): RestoreStep[] {
  const done = new Map<string, RestoreStep>();
  let clock: Moment = { minutes: 0, at_least: false };
  return ordered.map(({ id, name, kind, needs, assets, services, turn, begins_without }) => {
    const minutes = minutesOf(id);
    const before = needs.flatMap((need) => done.get(need) ?? []);
    clock = later(clock, minutes);
    const step: RestoreStep = {
      id,
      name,
      kind,
      turn,
      wave: 1 + Math.max(0, ...before.map(({ wave }) => wave)),
      needs: before.map((one) => one.id),
      begins_without,
      assets,
      services,
      reason: reasonFor(services, begins_without),
      minutes,
      earliest: later(latest(before.map(({ earliest }) => earliest)), minutes),
      in_turn: clock,
    };
    done.set(id, step);
    return step;
  });
}

const later = (moment: Moment, minutes: number | null): Moment => ({
  minutes: moment.minutes + (minutes ?? 0),
  at_least: moment.at_least || minutes === null,
});

const latest = (moments: readonly Moment[]): Moment => ({
  minutes: Math.max(0, ...moments.map(({ minutes }) => minutes)),
  at_least: moments.some(({ at_least }) => at_least),
});

/** Told by the service that gave it its place, which need not be the one that it harms most. */
function reasonFor(services: readonly ServiceImpact[], beginsWithout: readonly string[]): string {
  const [first] = [...services].sort((a, b) => tierOf(a) - tierOf(b) || dueOf(a) - dueOf(b));
  const ring =
    beginsWithout.length === 0
      ? ''
      : ` It needs ${beginsWithout.join(', ')}, which in turn needs it: bring it up without at first, and look again after.`;
  if (first === undefined) return `No service is known to need it, which nobody may have looked into.${ring}`;
  const { service, strength, path } = first;
  const paper =
    service.tolerable_downtime_minutes === null
      ? 'nobody has agreed how long on paper'
      : `${service.tolerable_downtime_minutes} min on paper`;
  const through = path.length > 2 ? `, by way of ${path.slice(1, -1).join(', ')}` : '';
  return `${service.name} (urgency ${service.urgency}, ${paper}) ${strength === 'stops' ? 'stops' : 'works worse'} without it${through}.${ring}`;
}

function outlookOf(steps: readonly RestoreStep[]): ServiceOutlook[] {
  const waits = new Map<string, { service: Service; stops: RestoreStep[]; all: RestoreStep[] }>();
  for (const step of steps) {
    for (const { service, strength } of step.services) {
      const one = waits.get(service.id) ?? { service, stops: [], all: [] };
      one.all.push(step);
      if (strength === 'stops') one.stops.push(step);
      waits.set(service.id, one);
    }
  }
  return [...waits.values()]
    .map(({ service, stops, all }) => {
      const needed = stops.length > 0 ? stops : all;
      const earliest = latest(needed.map((step) => step.earliest));
      const in_turn = latest(needed.map((step) => step.in_turn));
      return {
        service,
        strength: stops.length > 0 ? ('stops' as const) : ('degrades' as const),
        waits_for: needed.at(-1)!.id,
        earliest,
        in_turn,
        verdict: verdictOn(service.tolerable_downtime_minutes, earliest, in_turn),
      };
    })
    .sort(
      (a, b) =>
        a.service.urgency - b.service.urgency ||
        (a.service.tolerable_downtime_minutes ?? 0) - (b.service.tolerable_downtime_minutes ?? 0) ||
        (a.service.id < b.service.id ? -1 : 1),
    );
}

/** A lower bound that is past the limit settles it; one that is not settles nothing. */
function verdictOn(tolerable: number | null, earliest: Moment, inTurn: Moment): ServiceOutlook['verdict'] {
  if (tolerable === null) return 'unknown';
  if (earliest.minutes > tolerable) return 'passed';
  if (earliest.at_least) return 'unknown';
  return inTurn.minutes > tolerable || inTurn.at_least ? 'in time with more teams' : 'in time';
}

function criticalPath(steps: readonly RestoreStep[]): string[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const longest = (some: readonly RestoreStep[]): RestoreStep | undefined =>
    [...some].sort(
      (a, b) => b.earliest.minutes - a.earliest.minutes || b.wave - a.wave || a.turn - b.turn,
    )[0];
  const path: string[] = [];
  for (let at = longest(steps); at !== undefined; at = longest(at.needs.map((id) => byId.get(id)!))) {
    path.unshift(at.id);
  }
  return path;
}
