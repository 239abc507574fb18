/**
 * The board of a recovery: from what people said of each thing that fell to the order of what is left, what can be begun now, who
 * waits for whom, and what each service can still bear. Pure; reckoned anew whenever somebody says something.
 */
import {
  type Asset,
  createImpact,
  type Estate,
  type Recovery as Register,
  type RestorePlan,
  type RestoreStep,
  restoreOrder,
  type Service,
} from '@cordon/estate';
import type { Board, BoardService, BoardStep, Statement, StepState, Suspect } from './model.ts';
import { awaySince, isUp, outagesOf } from './outage.ts';

/** What was said of one thing that fell, oldest first; never empty. */
export interface Fallen {
  step: string;
  statements: readonly Statement[];
}

export interface BoardNeeds {
  estate: Estate;
  register: readonly Register[];
  fallen: readonly Fallen[];
  /** By asset: what findings show to be in an intruder's hands, or under suspicion. */
  standings: ReadonlyMap<string, Suspect['standing']>;
}

const minuteMs = 60_000;
/** Assets of a system that are named; of the rest the number is enough. */
const assetsNamed = 8;

export function drawBoard(needs: BoardNeeds, now: Date): Omit<Board, 'recovery'> {
  const { estate, register } = needs;
  const inEstate = new Set([...estate.systems, ...estate.suppliers].map(({ id }) => id));
  const said = new Map(
    needs.fallen
      .filter(({ step }) => inEstate.has(step))
      .map(({ step, statements }) => [step, statements] as const),
  );
  const stateOf = (step: string): StepState => said.get(step)!.at(-1)!.state;
  const missing = new Set([...said.keys()].filter((step) => !isUp(stateOf(step))));
  const all = restoreOrder(estate, new Set(said.keys()), register);
  const left = restoreOrder(estate, missing, workLeft(register, said, now));

  const describe = createDescriber(needs, said, now);
  const holdsUp = new Map<string, string[]>();
  for (const { id, needs: before } of left.steps)
    for (const need of before) holdsUp.set(need, [...(holdsUp.get(need) ?? []), id]);
  const steps = [
    ...left.steps.map((step) => ({
      ...describe(step),
      ...placeOf(step),
      holds_up: holdsUp.get(step.id) ?? [],
    })),
    ...all.steps.filter(({ id }) => !missing.has(id)).map((step) => ({ ...describe(step), ...noPlace })),
  ];
  return {
    now: now.toISOString(),
    services: servicesOf(estate, said, left, now),
    steps,
    next: left.steps
      .filter(({ id, needs: before }) => before.length === 0 && stateOf(id) === 'down')
      .map(({ id }) => id),
    rings: left.rings,
    critical_path: left.critical_path,
    gone: needs.fallen.filter(({ step }) => !inEstate.has(step)).map(({ step }) => step),
  };
}

/** What has been begun takes less by now; past its time, and at a supplier's, nobody knows how long it still takes. */
function workLeft(
  register: readonly Register[],
  said: ReadonlyMap<string, readonly Statement[]>,
  now: Date,
): Register[] {
  return register.map((row) => {
    const current = said.get(row.system)?.at(-1);
    if (current === undefined || row.restore_minutes === null || current.state === 'down') return row;
    if (current.state === 'waiting') return { ...row, restore_minutes: null };
    const left = row.restore_minutes - minutesBetween(Date.parse(current.since), now);
    return { ...row, restore_minutes: left > 0 ? left : null };
  });
}

const placeOf = ({ turn, needs, begins_without, reason, minutes, earliest }: RestoreStep) => ({
  turn,
  needs,
  begins_without,
  reason,
  minutes,
  expected: earliest,
});

const noPlace = { turn: null, needs: [], begins_without: [], holds_up: [], minutes: null, expected: null };

/** What is said of a step wherever it stands. */
function createDescriber(
  { estate, register, standings }: BoardNeeds,
  said: ReadonlyMap<string, readonly Statement[]>,
  now: Date,
) {
  const rows = new Map(register.map((row) => [row.system, row]));
  const suppliers = new Map(estate.suppliers.map((supplier) => [supplier.id, supplier]));
  const sites = new Map(estate.sites.map(({ id, name }) => [id, name]));
  return ({ id, name, kind, services, reason, assets: assetIds }: RestoreStep) => {
    const statements = said.get(id)!;
    const row = rows.get(id);
    const supplier = suppliers.get(kind === 'supplier' ? id : (estate.system(id)?.supplier ?? ''));
    const assets = assetIds.map((asset) => estate.asset(asset)!);
    const outage = outagesOf(statements, isUp).at(-1)!;
    return {
      id,
      name,
      kind,
      now: statements.at(-1)!,
      before: statements.slice(0, -1).reverse(),
      services: services.map(({ service, strength }) => ({
        service: service.id,
        name: service.name,
        strength,
      })),
      reason,
      objective_minutes: row?.objective_minutes ?? null,
      down_minutes: minutesBetween(outage.from, new Date(Math.min(outage.to, now.getTime()))),
      tried_on: row?.tried_on ?? null,
      supplier: supplier ? { name: supplier.name, contact: supplier.contact } : null,
      sites: [...new Set(assets.map(({ site }) => sites.get(site) ?? site))].sort(),
      assets: { count: assets.length, some: assets.slice(0, assetsNamed).map(named) },
      suspects: assets.flatMap(({ id: asset, hostname }) => {
        const standing = standings.get(asset);
        return standing ? [{ asset, hostname, standing }] : [];
      }),
    } satisfies Partial<BoardStep>;
  };
}

const named = ({ id, hostname, location }: Asset) => ({ id, hostname, location });

/** Every service that something of the recovery harms, also once all of it is back. */
function servicesOf(
  estate: Estate,
  said: ReadonlyMap<string, readonly Statement[]>,
  left: RestorePlan,
  now: Date,
): BoardService[] {
  const impactOf = createImpact(estate);
  const harmed = new Map<string, { service: Service; stops: string[]; all: string[] }>();
  for (const step of said.keys()) {
    for (const { service, strength } of impactOf(step)) {
      const one = harmed.get(service.id) ?? { service, stops: [], all: [] };
      one.all.push(step);
      if (strength === 'stops') one.stops.push(step);
      harmed.set(service.id, one);
    }
  }
  const isMissing = (step: string) => !isUp(said.get(step)!.at(-1)!.state);
  /** Until whoever works with it says that it is right, a service stays on paper. */
  const away = (steps: readonly string[]) =>
    awaySince(steps.flatMap((step) => outagesOf(said.get(step)!, (state) => state === 'verified')));
  const outlooks = new Map(left.services.map((outlook) => [outlook.service.id, outlook]));

  return [...harmed.values()]
    .map(({ service, stops, all }): BoardService => {
      const onPaper = away(stops);
      const since = onPaper ?? away(all);
      const minutes = since === null ? 0 : minutesBetween(since, now);
      const expected = outlooks.get(service.id)?.earliest ?? null;
      const tolerable_minutes = service.tolerable_downtime_minutes;
      return {
        id: service.id,
        name: service.name,
        urgency: service.urgency,
        state: stops.some(isMissing)
          ? 'stopped'
          : all.some(isMissing)
            ? 'worse'
            : since === null
              ? 'running'
              : 'to verify',
        since: since === null ? null : new Date(since).toISOString(),
        minutes,
        paper: onPaper === null ? null : paperAfter(minutes, tolerable_minutes, expected?.minutes ?? 0),
        tolerable_minutes,
        expected,
        waits_for: left.steps
          .filter(({ services }) => services.some((impact) => impact.service.id === service.id))
          .map(({ id }) => id),
        fallback: service.fallback,
      };
    })
    .sort(worstFirst);
}

/** What is expected is the least that it can take: past the limit it settles the matter, below it settles nothing. */
function paperAfter(minutes: number, tolerable: number | null, expected: number): BoardService['paper'] {
  if (tolerable === null) return 'unknown';
  if (minutes > tolerable) return 'passed';
  return minutes + expected > tolerable ? 'will pass' : 'holds';
}

const minutesBetween = (from: number, to: Date): number =>
  Math.max(0, Math.floor((to.getTime() - from) / minuteMs));

const states: readonly BoardService['state'][] = ['stopped', 'worse', 'to verify', 'running'];

/** Of what is stopped, what harms soonest; then what can bear least more. What nobody has agreed bears nothing. */
function worstFirst(a: BoardService, b: BoardService): number {
  const bears = ({ tolerable_minutes, minutes }: BoardService) => (tolerable_minutes ?? 0) - minutes;
  return (
    states.indexOf(a.state) - states.indexOf(b.state) ||
    a.urgency - b.urgency ||
    bears(a) - bears(b) ||
    (a.id < b.id ? -1 : 1)
  );
}
