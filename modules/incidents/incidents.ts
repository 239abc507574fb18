/** Findings in, incidents out: joins them, and tells each story once per change. */
import type { Containment } from '@cordon/containment';
import { type Finding, levels } from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import { createJoiner, type Joined } from './join.ts';
import type { Incident, IncidentDetail, ReachShown, Watched } from './model.ts';
import { shownReach } from './shown.ts';
import { reachOf, tell } from './tell.ts';
import type { Thread } from './thread.ts';
import { watchedIn } from './watch.ts';

export interface IncidentsNeeds {
  /** null when nobody has described the hospital: incidents are then joined by name only, and services are unknown. */
  estate: Estate | null;
  containment: Pick<Containment, 'reach'> | null;
  /** Threads as stored before a restart. */
  threads?: readonly Thread[];
}

/** What is known of incidents, whoever joins findings into them. */
export interface IncidentViews {
  /** Raised incidents, worst first, then newest. */
  list(): Incident[];
  get(id: string): IncidentDetail | null;
  /** Hosts and accounts by what the signals on them add up to at the moment `now`, heaviest first. */
  watched(now: string, most: number): Watched[];
}

export interface Incidents extends IncidentViews {
  /** In any order of event time. What it returns is what a store must write. */
  add(findings: readonly Finding[]): Joined;
}

export function createIncidents({ estate, containment, threads = [] }: IncidentsNeeds): Incidents {
  const joiner = createJoiner({ estate, containment, threads });
  return { add: joiner.add, ...createIncidentViews({ estate, containment }, joiner.threads) };
}

export function createIncidentViews(
  { estate, containment }: Pick<IncidentsNeeds, 'estate' | 'containment'>,
  threads: () => readonly Thread[],
): IncidentViews {
  /** Telling costs a walk of the estate, so it is done once per change and not once per reader. */
  const told = new WeakMap<Thread, { findings: number; incident: Incident; reach: ReachShown }>();

  function tellOnce(thread: Thread): { incident: Incident; reach: ReachShown } {
    const before = told.get(thread);
    if (before && before.findings === thread.finding_count && before.incident.status === thread.status)
      return before;
    const reach = reachOf(thread, containment);
    const incident = tell(thread, reach, estate);
    const now = {
      findings: thread.finding_count,
      incident,
      reach: shownReach(reach, incident, estate),
    };
    told.set(thread, now);
    return now;
  }

  const raised = (): Thread[] => threads().filter((thread) => thread.raised);
  return {
    list: () =>
      raised()
        .map((thread) => tellOnce(thread).incident)
        .sort(
          (a, b) =>
            levels.indexOf(b.level) - levels.indexOf(a.level) ||
            (a.last_event > b.last_event ? -1 : a.last_event < b.last_event ? 1 : 0),
        ),
    get(id) {
      const thread = raised().find((one) => one.id === id);
      if (!thread) return null;
      const { incident, reach } = tellOnce(thread);
      return { ...incident, reach };
    },
    watched: (now, most) => watchedIn(threads(), now, most),
  };
}
