/** How long something has been away, from what was said of it. Pure; all times in milliseconds since 1970. */
import type { Statement, StepState } from './model.ts';

/** Away from `from` to `to`; infinite while it lasts. */
export interface Outage {
  from: number;
  to: number;
}

export const isUp = (state: StepState): boolean => state === 'back' || state === 'verified';

/**
 * @param statements oldest first
 * @param over which states end it
 */
export function outagesOf(statements: readonly Statement[], over: (state: StepState) => boolean): Outage[] {
  const outages: Outage[] = [];
  let from: number | null = null;
  for (const { state, since } of statements) {
    const at = Date.parse(since);
    if (over(state)) {
      if (from !== null) outages.push({ from, to: at });
      from = null;
    } else from ??= at;
  }
  if (from !== null) outages.push({ from, to: Number.POSITIVE_INFINITY });
  return outages;
}

/** Since when at least one of these lasts without a break; null when none lasts now. */
export function awaySince(outages: readonly Outage[]): number | null {
  let since: number | null = null;
  for (const { from, to } of [...outages].sort((a, b) => b.to - a.to)) {
    if (to < (since ?? Number.POSITIVE_INFINITY)) break;
    since = Math.min(since ?? from, from);
  }
  return since;
}
