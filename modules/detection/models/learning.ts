/** Whether enough was seen to speak: so many days of event time, and so many events within them. */
export type LearningState = { since: number; events: number } | null;

/** How far a family is with what it must see first. Times in milliseconds, event time. */
export interface Progress {
  /** Null before the first event it reads. */
  since: number | null;
  /** Days of event time and number of events it waits for, and how many events came. */
  days: number;
  atLeast: number;
  events: number;
}

export interface Learning {
  /** Notes one event and says whether the model may speak of it. */
  ready(at: number): boolean;
  progress(): Progress;
  snapshot(): LearningState;
}

const DAY = 86_400_000;

export function createLearning(
  { days, events: atLeast }: { days: number; events: number },
  state: LearningState = null,
): Learning {
  let since = state?.since ?? Number.NaN;
  let events = state?.events ?? 0;
  return {
    ready(at) {
      if (Number.isNaN(since)) since = at;
      events++;
      return events > atLeast && at - since >= days * DAY;
    },
    progress: () => ({ since: Number.isNaN(since) ? null : since, days, atLeast, events }),
    snapshot: () => (Number.isNaN(since) ? null : { since, events }),
  };
}
