/**
 * The groups of all correlations: found by their key, closed when their deadline passes, and given up when there
 * are too many. Everything that decides an order is in the state itself, so that a restored correlator goes on alike.
 */
import { Heap } from './heap.ts';
import type { Plan } from './resolve.ts';
import type { Track } from './track.ts';

export interface Group {
  readonly plan: Plan;
  readonly key: string;
  /** Values of the group-by fields as first seen. */
  readonly labels: readonly string[];
  readonly track: Track;
  /** Of the last hit, for outer correlations. */
  extras: readonly (string | null)[];
  touched: number;
  size: number;
  gone: boolean;
}

interface Timer {
  readonly time: number;
  readonly group: Group;
}

function sooner(a: Timer, b: Timer): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.group.plan.place !== b.group.plan.place) return a.group.plan.place < b.group.plan.place;
  return a.group.key < b.group.key;
}

function lessRecent(a: Group, b: Group): number {
  return a.touched - b.touched || a.plan.place - b.plan.place || (a.key < b.key ? -1 : 1);
}

/** Values, times and entries kept over all groups; some hundred megabytes at the worst. */
const maxKept = 2_000_000;

export class Groups {
  readonly #byPlan: Map<string, Group>[];
  readonly #maxGroups: number;
  #timers = new Heap<Timer>(sooner);
  #timed = new Set<Group>();
  #count = 0;
  #kept = 0;
  evicted = 0;

  constructor(plans: number, maxGroups: number) {
    this.#byPlan = Array.from({ length: plans }, () => new Map());
    this.#maxGroups = maxGroups;
  }

  get count(): number {
    return this.#count;
  }

  get(plan: Plan, key: string): Group | undefined {
    return this.#byPlan[plan.place]!.get(key);
  }

  add(plan: Plan, key: string, labels: readonly string[], track: Track, touched: number): Group {
    const group: Group = { plan, key, labels, track, extras: [], touched, size: 0, gone: false };
    this.#byPlan[plan.place]!.set(key, group);
    this.#count++;
    return group;
  }

  /** Takes note of what a step or a closing changed. */
  update(group: Group, now: number): void {
    const { deadline, size } = group.track;
    this.#kept += size - group.size;
    group.size = size;
    // Deadlines only ever move on, so one timer for each group will do: it looks again when it is due.
    if (deadline !== Number.POSITIVE_INFINITY && !this.#timed.has(group)) {
      this.#timed.add(group);
      this.#timers.push({ time: deadline, group });
    }
    if (this.#count > this.#maxGroups || this.#kept > maxKept) this.#makeRoom(now);
  }

  /** The next group whose deadline lies before `time`, earliest first. */
  due(time: number): Group | undefined {
    for (;;) {
      const timer = this.#timers.peek();
      if (timer === undefined || timer.time >= time) return undefined;
      this.#timers.pop();
      const { group } = timer;
      this.#timed.delete(group);
      if (group.gone) continue;
      const { deadline } = group.track;
      if (deadline === timer.time) return group;
      this.update(group, time);
    }
  }

  remove(group: Group): void {
    group.gone = true;
    this.#byPlan[group.plan.place]!.delete(group.key);
    this.#count--;
    this.#kept -= group.size;
  }

  toArray(): Group[] {
    return this.#byPlan.flatMap((groups) => [...groups.values()]);
  }

  /** First what is over anyway; then the least recently touched, a tenth at once, so that this stays rare. */
  #makeRoom(now: number): void {
    const open: Group[] = [];
    for (const group of this.toArray()) {
      const over = group.touched + group.plan.correlation.timespanMs < now;
      if (over && group.track.deadline === Number.POSITIVE_INFINITY) this.remove(group);
      else open.push(group);
    }
    if (this.#count > this.#maxGroups * 0.9 || this.#kept > maxKept * 0.9) {
      for (const group of open.sort(lessRecent)) {
        if (this.#count <= this.#maxGroups * 0.9 && this.#kept <= maxKept * 0.9) break;
        this.remove(group);
        this.evicted++;
      }
    }
    const live = [...this.#timed].filter((group) => !group.gone);
    this.#timers = new Heap<Timer>(sooner);
    this.#timed = new Set(live);
    for (const group of live) {
      const time = group.track.deadline;
      if (time === Number.POSITIVE_INFINITY) this.#timed.delete(group);
      else this.#timers.push({ time, group });
    }
  }
}
