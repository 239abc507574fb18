/** A correlator's state as plain JSON, and back, as far as it still belongs to the correlations there are. */
import type { Groups } from './groups.ts';
import type { Plan } from './resolve.ts';
import type { Track } from './track.ts';
import type { WaitingHit } from './waiting.ts';

/** Raised when the layout changes; state of another layout is left alone. */
export const snapshotFormat = 1;

/** Key, labels, extras, last touched, and the track. */
type SavedGroup = [string, readonly string[], readonly (string | null)[], number, unknown];

interface SavedPlan {
  readonly fingerprint: string;
  readonly groups: SavedGroup[];
}

export interface Snapshot {
  readonly format: number;
  readonly latest: number | null;
  readonly settled: number | null;
  readonly late: number;
  readonly untimed: number;
  readonly evicted: number;
  readonly layouts: [string, readonly string[]][];
  readonly waiting: WaitingHit[];
  readonly plans: SavedPlan[];
}

export function readSnapshot(state: unknown): Snapshot | undefined {
  const known = typeof state === 'object' && state !== null && 'format' in state;
  if (!known || state.format !== snapshotFormat) return undefined;
  return structuredClone(state) as unknown as Snapshot;
}

export function saveGroups(plans: readonly Plan[], groups: Groups): SavedPlan[] {
  const saved = plans.map(({ fingerprint }): SavedPlan => ({ fingerprint, groups: [] }));
  for (const { plan, key, labels, extras, touched, track } of groups.toArray()) {
    saved[plan.place]!.groups.push([key, labels, extras, touched, track.save()]);
  }
  return saved.filter((one) => one.groups.length > 0);
}

export function loadGroups(
  snapshot: Snapshot,
  plans: readonly Plan[],
  into: Groups,
  newTrack: readonly ((saved?: unknown) => Track)[],
): void {
  const byFingerprint = new Map(plans.map((plan) => [plan.fingerprint, plan]));
  for (const { fingerprint, groups } of snapshot.plans) {
    const plan = byFingerprint.get(fingerprint);
    if (plan === undefined) continue;
    for (const [key, labels, extras, touched, track] of groups) {
      const group = into.add(plan, key, labels, newTrack[plan.place]!(track), touched);
      group.extras = extras;
      into.update(group, snapshot.settled ?? Number.NEGATIVE_INFINITY);
    }
  }
}

/** Hits that waited, with their values in the order that their fields have now. */
export function waitingIn(
  { waiting, layouts }: Snapshot,
  current: ReadonlyMap<string, readonly string[]>,
): WaitingHit[] {
  const before = new Map(layouts);
  return waiting.flatMap((hit) => {
    const layout = current.get(hit.source);
    if (layout === undefined) return [];
    const fields = before.get(hit.source) ?? [];
    return [{ ...hit, values: layout.map((field) => hit.values[fields.indexOf(field)] ?? null) }];
  });
}
