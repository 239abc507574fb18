/** The nouns of incidents: findings that belong together, told as one story. */
import { Reach, ReachedAsset, ServiceAtRisk } from '@cordon/containment';
import { Level } from '@cordon/detection';
import { z } from 'zod';

/** A host, account or address that the incident touches. */
export const Entity = z.object({
  kind: z.enum(['asset', 'host', 'account', 'address']),
  /** The estate id for an asset, else the name as logged. */
  id: z.string(),
  name: z.string(),
  zone: z.string().nullable(),
  first_seen: z.string(),
  last_seen: z.string(),
  findings: z.number().int(),
  /** What the evidence supports: `compromised` only on findings that mean code ran or credentials were taken. */
  standing: z.enum(['compromised', 'suspected', 'touched']),
  risk: z
    .number()
    .int()
    .describe('what all signals on it add up to, faded to the last one; 40 is as much as one high finding'),
});

/** One line of the story: what happened, when, on what, by which rule, resting on which findings. */
export const TimelineEntry = z.object({
  time: z.string(),
  tactic: z.string().nullable().describe('ATT&CK tactic short name, e.g. `lateral-movement`'),
  level: Level,
  text: z.string(),
  host: z.string().nullable(),
  account: z.string().nullable(),
  findings: z.array(z.string()).describe('finding ids'),
});

/** What to do now. Advice only: nothing is done to a hospital system without a named clinical approver. */
export const Action = z.object({
  text: z.string(),
  why: z.string(),
  /** Services that this act itself would touch, so that nobody cuts care off unknowingly. */
  cost: z.array(z.string()),
});

export const Incident = z.object({
  id: z.string(),
  title: z.string(),
  level: Level,
  status: z.enum(['open', 'closed']),
  /** When the first finding's event happened, when the incident was raised (event time), and the newest event. */
  first_event: z.string(),
  raised: z.string(),
  last_event: z.string(),
  /** Why it was raised when it was, in one sentence. */
  raised_because: z.string(),
  /** Plain English, three or four sentences: what happened, how far it is, who is at risk. */
  summary: z.string(),
  tactics: z.array(z.string()),
  entities: z.array(Entity),
  timeline: z.array(TimelineEntry),
  services: z.array(ServiceAtRisk),
  actions: z.array(Action),
  finding_count: z.number().int(),
});

/** A host or account on which signals add up: what is watched before, and after, it makes an incident. */
export const Watched = Entity.pick({ kind: true, id: true, name: true, zone: true, risk: true }).extend({
  last_seen: z.string(),
  /** Heaviest first; `weight` is what is left of it now. */
  signals: z.array(z.object({ title: z.string(), level: Level, at: z.string(), weight: z.number() })),
  incident: z.string().nullable(),
});

export type Watched = z.infer<typeof Watched>;
export type Entity = z.infer<typeof Entity>;
export type TimelineEntry = z.infer<typeof TimelineEntry>;
export type Action = z.infer<typeof Action>;
export type Incident = z.infer<typeof Incident>;

export const IncidentSummary = Incident.omit({ timeline: true });

/** GET /api/v1/incidents : worst first, then newest. */
export const IncidentList = z.object({ items: z.array(IncidentSummary) });

/** How far an intruder can get, as a page draws it: its size follows the story and the zones, not the assets. */
export const ReachShown = Reach.extend({
  assets: z
    .array(
      ReachedAsset.extend({
        name: z.string(),
        zone: z.string(),
        steps: ReachedAsset.shape.steps.nullable().describe('null = in the story, and not within reach'),
      }),
    )
    .describe('those in the story, and on the example ways'),
  zones: z
    .array(z.object({ zone: z.string(), near: z.number().int(), far: z.number().int() }))
    .describe('of the others within reach, how many are one step away, and how many further'),
});

/** GET /api/v1/incidents/:id */
export const IncidentDetail = Incident.extend({ reach: ReachShown });

export type IncidentSummary = z.infer<typeof IncidentSummary>;
export type IncidentList = z.infer<typeof IncidentList>;
export type ReachShown = z.infer<typeof ReachShown>;
export type IncidentDetail = z.infer<typeof IncidentDetail>;
