/** The simulation itself: ordinary life and the scenario, merged in time order and written in native form. */
import type { Foothold, Player, Stage } from './behaviours/stage.ts';
import { type Burst, type Draft, inTimeOrder } from './burst.ts';
import { type Cast, castOf, missing } from './cast.ts';
import { badOption, unfitHospital } from './faults.ts';
import type { Emitted, Scenario, SimulateOptions, Step } from './model.ts';
import { defaultRate, ordinaryLife } from './ordinary/index.ts';
import { castPart } from './players.ts';
import { createRandom, type Random } from './random.ts';
import type { Native } from './shapes/native.ts';
import { createRenderer, isoTime } from './shapes/render.ts';

/** A draft in its final place, before it is written: what a writer of another format needs. */
export interface Ordered {
  readonly draft: Draft;
  readonly emitted: Emitted;
}

/** Each behaviour of a step is its own source, so a beacon can go on for hours beside everything else. */
function scripted(
  cast: Cast,
  scenario: Scenario,
  random: Random,
  start: number,
  end: number,
  foothold: Foothold,
): Iterable<Burst>[] {
  const players = new Map<string, Player[]>();
  for (const [name, spec] of Object.entries(scenario.actors)) {
    players.set(name, castPart(cast, name, spec, random.fork(`actor ${name}`)));
  }
  const all = (name: string): readonly Player[] => players.get(name) ?? [];
  const stageFor = (step: Step, index: number): Stage => ({
    cast,
    random: random.fork(`step ${step.id} ${index}`),
    foothold,
    // Not on the stroke of a second: nothing real is.
    at: start + step.at + random.fork(`step ${step.id}`).next() * 1000,
    end,
    step: step.id,
    players: all,
    player: (name) => all(name)[0]!,
  });
  const steps = scenario.steps.map((step) => ({
    at: start + step.at,
    sources: step.do.map((call, index) => () => call.run(stageFor(step, index))),
  }));
  return steps.flatMap((step) => step.sources.map((open) => later(step.at, open)));
}

/** Holds a source closed until its time comes, so that a step sees what earlier steps left behind. */
function* later(at: number, open: () => Iterable<Burst>): Generator<Burst, void, undefined> {
  yield { at, drafts: [] };
  yield* open();
}

/** Ordinary records of a host that has fallen silent are never written, nor its traffic; scripted ones are its last. */
function isSilenced(native: Native, at: number, silent: ReadonlyMap<string, number>): boolean {
  if (!('computer' in native) || native.computer === undefined) return false;
  const since = silent.get(native.computer);
  return since !== undefined && at >= since;
}

export function* simulateOrdered(options: SimulateOptions): Generator<Ordered, void, undefined> {
  const { estate, scenario, seed, rate = defaultRate } = options;
  if (!Number.isSafeInteger(seed))
    throw badOption('The seed must be a whole number.', 'Give a seed such as 1.');
  if (!(rate >= 0 && rate <= 100_000))
    throw badOption(
      'The rate must be between 0 and 100000 records a minute.',
      'Leave it out for an ordinary hospital.',
    );
  const cast = castOf(estate);
  const lacks = missing(cast);
  if (lacks.length > 0) throw unfitHospital(lacks);

  const start = (options.start ?? new Date(scenario.start)).getTime();
  if (Number.isNaN(start))
    throw badOption('The start is not a date.', 'Give a time such as 2026-03-01T08:00:00Z.');
  const end = start + scenario.duration;
  const random = createRandom(`cordon/${seed}`);
  const foothold: Foothold = { implants: new Map(), silent: new Map() };
  const sources = [
    ...ordinaryLife(cast, random.fork('ordinary'), start, end, rate),
    ...scripted(cast, scenario, random.fork(`scenario ${scenario.id}`), start, end, foothold),
  ];
  const renderer = createRenderer();
  for (const draft of inTimeOrder(sources)) {
    if (draft.at >= end) return;
    if (draft.truth === null && isSilenced(draft.native, draft.at, foothold.silent)) continue;
    const { stream, line } = renderer.render(draft.at, draft.native);
    yield { draft, emitted: { time: isoTime(draft.at, 6), stream, line, truth: draft.truth } };
  }
}

/**
 * Native telemetry of the hospital over the scenario's time, in time order, lazily: memory does not grow
 * with its length. The same estate, scenario, seed, start and rate always give the same bytes.
 * Throws a fault before the first record when the hospital lacks what the scenario needs.
 */
export function* simulate(options: SimulateOptions): Generator<Emitted, void, undefined> {
  for (const { emitted } of simulateOrdered(options)) yield emitted;
}
