/** Whether enough was seen to speak: so many days of event time, and so many events within them. */
export type LearningState = { since: number; events: number } | null;

export interface Learning {
  /** Notes one event and says whether the model may speak of it. */
  ready(at: number): boolean;
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
    snapshot: () => (Number.isNaN(since) ? null : { since, events }),
  };
}
