/**
 * The clock of Cyber Essentials: a fix for a critical or high vulnerability is in place within 14 days of its release, on
 * every operating system, program and firmware. It runs from the vendor's release, not from when somebody heard of it.
 */

export interface FixClock {
  /** `due` counts down, `late` is past, `kept` was in time, `missed` came too late, `none` does not run. `unknown`: the release is not known. */
  state: 'due' | 'late' | 'kept' | 'missed' | 'none' | 'unknown';
  /** The last day; null when the clock does not run or its beginning is not known. */
  due: string | null;
  /** Until the last day, negative when past; of a fix that is in place, how many were left. */
  days_left: number | null;
  why: string;
}

const daysAllowed = 14;

export interface Fix {
  /** ISO date on which the vendor released it; null = not known. */
  released: string | null;
  /** The vendor's own word or the CVSS v3 base score; null = not known. */
  severity: 'critical' | 'high' | 'medium' | 'low' | null;
  cvss: number | null;
  /** ISO date since when it is in place; null = it is not. */
  in_place: string | null;
}

export function fixClock({ released, severity, cvss, in_place }: Fix, day: string): FixClock {
  const counts = severity === 'critical' || severity === 'high' || (cvss !== null && cvss >= 7);
  const stated = severity !== null || cvss !== null;
  if (stated && !counts)
    return {
      state: 'none',
      due: null,
      days_left: null,
      why: 'Neither critical nor high: the 14 days do not apply.',
    };
  const unrated = stated ? '' : ' Nobody says how severe it is; it counts as high.';
  if (released === null)
    return {
      state: 'unknown',
      due: null,
      days_left: null,
      why: `Nobody says when the fix was released, so the 14 days may be over.${unrated}`,
    };
  const due = addDays(released, daysAllowed);
  const days_left = Math.round((Date.parse(due) - Date.parse(in_place ?? day)) / 86_400_000);
  const inTime = days_left >= 0;
  const state = in_place === null ? (inTime ? 'due' : 'late') : inTime ? 'kept' : 'missed';
  const why = `Released on ${released}, due by ${due}${in_place === null ? '' : `, in place on ${in_place}`}.${unrated}`;
  return { state, due, days_left, why };
}

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
