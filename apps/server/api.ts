/** What the console and the server say to each other. The server validates with these; the console infers its types. */
import { Reach } from '@cordon/containment';
import { Finding, Level } from '@cordon/detection';
import { Account, Asset, Dependency, Flow, Organisation, Service, Site, Supplier, System, Zone } from '@cordon/estate';
import { Incident } from '@cordon/incidents';
import { z } from 'zod';

/** GET /api/v1/situation */
export const Situation = z.object({
  organisation: z.object({ name: z.string(), ods_code: z.string() }).nullable(),
  /** Set while the sample hospital is being replayed: simulated data is always called simulated. */
  demonstration: z
    .object({
      scenario: z.string(),
      /** Event time reached by the replay, how far through it is (0 to 1), and how many times real speed. */
      clock: z.string().nullable(),
      progress: z.number(),
      speed: z.number(),
      finished: z.boolean(),
    })
    .nullable(),
  /** Newest event time seen; times on the page are told relative to this. */
  now: z.string().nullable(),
  open_incidents: z.array(Incident.omit({ timeline: true })).describe('worst first'),
  findings_by_level: z.record(Level, z.number().int()),
  /** Findings per bucket of event time, for the trend: at most 96 buckets, oldest first. */
  trend: z.array(z.object({ time: z.string(), counts: z.record(Level, z.number().int()) })),
  services: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      urgency: z.number(),
      /** `unknown` when the estate cannot say (no system is mapped to it): shown as worse than bad. */
      state: z.enum(['hit', 'reachable', 'clear', 'unknown']),
      incident: z.string().nullable(),
      steps: z.number().int().nullable(),
    }),
  ),
  sources: z.array(
    z.object({
      key: z.string(),
      format: z.string(),
      events: z.number().int(),
      last_event: z.string().nullable(),
      unreadable: z.number().int(),
    }),
  ),
  events: z.number().int(),
  rules: z.object({ loaded: z.number().int(), refused: z.number().int() }),
});

/** GET /api/v1/findings?level=&host=&account=&rule=&q=&incident=&before=&limit= : newest first, keyset paged. */
export const FindingPage = z.object({
  items: z.array(Finding.omit({ event: true, reason: true }).extend({ incident: z.string().nullable() })),
  total: z.number().int(),
  next: z.string().nullable().describe('pass as `before` for the next page'),
});

/** GET /api/v1/findings/:id */
export const FindingDetail = Finding.extend({
  incident: z.string().nullable(),
  asset: Asset.nullable(),
  services: z.array(z.object({ id: z.string(), name: z.string(), strength: z.enum(['stops', 'degrades']) })),
  rule: z.object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    author: z.string().nullable(),
    falsepositives: z.array(z.string()),
    references: z.array(z.string()),
    source: z.string().describe('the rule as written (YAML)'),
  }),
});

/** GET /api/v1/incidents : worst first, then newest. */
export const IncidentList = z.object({ items: z.array(Incident.omit({ timeline: true })) });

/** GET /api/v1/incidents/:id */
export const IncidentDetail = Incident.extend({ reach: Reach });

/** GET /api/v1/estate : everything the map needs. */
export const EstateView = z.object({
  organisations: z.array(Organisation),
  sites: z.array(Site),
  services: z.array(Service),
  suppliers: z.array(Supplier),
  systems: z.array(System),
  dependencies: z.array(Dependency),
  zones: z.array(Zone),
  flows: z.array(Flow),
  assets: z.array(Asset),
  accounts: z.array(Account),
});

/**
 * GET /api/v1/stream : server-sent events. Each names what changed; the console refetches that and nothing else.
 * `event: changed`, data as below; a comment line every 15 s keeps the connection open.
 */
export const Changed = z.object({ what: z.enum(['situation', 'finding', 'incident']), id: z.string().nullable() });

/** Every error answer, whatever the status. */
export const ApiError = z.object({
  code: z.string(),
  message: z.string().describe('what happened'),
  next: z.string().describe('what to do'),
});

export type Situation = z.infer<typeof Situation>;
export type FindingPage = z.infer<typeof FindingPage>;
export type FindingDetail = z.infer<typeof FindingDetail>;
export type IncidentList = z.infer<typeof IncidentList>;
export type IncidentDetail = z.infer<typeof IncidentDetail>;
export type EstateView = z.infer<typeof EstateView>;
export type Changed = z.infer<typeof Changed>;
export type ApiError = z.infer<typeof ApiError>;
