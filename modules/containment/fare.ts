/** How systems and services fare when some systems are lost and some dependencies are cut. Pure. */
import type { Dependency, EstateData } from '@cordon/estate';

/** What is not named works. */
export type State = 'degraded' | 'stopped';

export interface Losses {
  /** Systems or suppliers that are gone. */
  readonly stopped?: Iterable<string>;
  /** Systems that work worse: one scanner of three is gone. */
  readonly degraded?: Iterable<string>;
  /** Dependencies that cannot be met, though what they lead to works: nothing may call it. */
  readonly broken?: Iterable<Dependency>;
  /** Dependencies that are met worse than before. */
  readonly hampered?: Iterable<Dependency>;
}

export type Fare = (losses: Losses) => ReadonlyMap<string, State>;

/** Follows dependencies upwards; rings end, since a state only ever gets worse. */
export function createFare({ dependencies }: Pick<EstateData, 'dependencies'>): Fare {
  const dependents = new Map<string, Dependency[]>();
  for (const dependency of dependencies) {
    const list = dependents.get(dependency.to);
    if (list === undefined) dependents.set(dependency.to, [dependency]);
    else list.push(dependency);
  }
  return ({ stopped = [], degraded = [], broken = [], hampered = [] }) => {
    const states = new Map<string, State>();
    const queue: string[] = [];
    const worsen = (id: string, state: State): void => {
      const before = states.get(id);
      if (before === 'stopped' || before === state) return;
      states.set(id, state);
      queue.push(id);
    };
    for (const id of stopped) worsen(id, 'stopped');
    for (const id of degraded) worsen(id, 'degraded');
    for (const { from, strength } of broken) worsen(from, strength === 'stops' ? 'stopped' : 'degraded');
    for (const { from } of hampered) worsen(from, 'degraded');
    for (const id of queue) {
      const gone = states.get(id) === 'stopped';
      for (const { from, strength } of dependents.get(id) ?? [])
        worsen(from, gone && strength === 'stops' ? 'stopped' : 'degraded');
    }
    return states;
  };
}
