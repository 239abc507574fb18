/** What the console and the server say to each other. The server validates with these; the console infers its types. */
export {
  BreakGlassView,
  Ceremony,
  CodeOffer,
  Invited,
  LedgerPage,
  LinkView,
  Me,
  PeopleList,
  Person,
  RoleList,
  SessionView,
  TokenList,
  TokenMade,
  TokenRequest,
  Verdict,
} from '@cordon/access';

import { Span } from '@cordon/containment';
import { Level } from '@cordon/detection';
import { IncidentSummary, Watched } from '@cordon/incidents';
import { z } from 'zod';

export {
  Backtest,
  BacktestLine,
  Coverage,
  ExplainAnswer,
  FeedbackKept,
  FeedbackRequest,
  FilterList,
  FilterPreview,
  FilterRequest,
  FilterView,
  FindingDetail,
  FindingPage,
  HeldBack,
  HuntHours,
  HuntPage,
  Mode,
  ModelList,
  ModelView,
  Pack,
  RulebookView,
  RuleDetail,
  RuleLine,
  RulePage,
  SourceHealth,
  SourcesView,
  TuneFields,
} from '@cordon/detection';
export {
  AssetPage,
  AssetView,
  EntriesView,
  EstateOutline,
  FirewallsView,
  ImportDetail,
  ImportList,
  ImportReport,
  LegacyView,
  SightingList,
  TableList,
  VulnerabilitiesView,
} from '@cordon/estate';
export { WebhookList } from '@cordon/exchange';
export { IncidentDetail, IncidentList } from '@cordon/incidents';
export { HoldList, RetentionView } from '@cordon/retention';

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
  /** Set while what was received has waited so long that what follows is not all there is: nothing may then be called clear. */
  behind: z.object({ since: z.iso.datetime(), batches: z.number().int() }).nullable(),
  /** Newest event time seen; times on the page are told relative to this. */
  now: z.string().nullable(),
  open_incidents: z.array(IncidentSummary).describe('worst first'),
  watched: z.array(Watched).describe('hosts and accounts on which signals add up, heaviest first'),
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

/** GET /api/v1/region : the hospitals whose situation one may see, worst first. */
export const Region = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      open_incidents: z.number().int(),
      worst: z.object({ title: z.string(), level: Level, raised: z.string() }).nullable(),
      services: z
        .object({
          hit: z.number().int(),
          reachable: z.number().int(),
          unknown: z.number().int(),
          clear: z.number().int(),
        })
        .nullable()
        .describe('null until somebody describes the hospital'),
      newest_event: z.string().nullable(),
      behind: z
        .boolean()
        .describe('what it received has not been looked at for a while: nothing of it is clear'),
    }),
  ),
});
export type Region = z.infer<typeof Region>;

/** GET /api/v1/region/suppliers : those of several hospitals, by how many have them. */
export const SharedSuppliers = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      hospitals: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          accounts: z.number().int(),
          ways_in: z.array(z.string()),
          systems: z.number().int().describe('that it provides or looks after'),
        }),
      ),
    }),
  ),
  undescribed: z.array(z.string()).describe('hospitals that nobody has described: of these nothing is known'),
  conflicts: z
    .number()
    .int()
    .describe('what hospitals say differently of the same partner or supplier; the first is believed'),
});
export type SharedSuppliers = z.infer<typeof SharedSuppliers>;

/** GET /api/v1/region/reach : from a supplier, or from what the intruders of one hospital hold. Counts and services; never which host. */
export const RegionReach = z.object({
  from: z.string(),
  held: z.number().int().describe('hosts, accounts and suppliers that it begins with'),
  hours: z.number(),
  undescribed: z.array(z.string()).describe('hospitals of which nobody can say'),
  hospitals: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      first: Span.nullable().describe('when the first host in its networks falls; null = none does'),
      hosts: z.number().int().describe('in its networks, partners’ among them, at the fastest pace'),
      services: z.array(
        z.object({
          name: z.string(),
          urgency: z.number(),
          degraded: Span.nullable(),
          stopped: Span.nullable(),
        }),
      ),
    }),
  ),
});
export type RegionReach = z.infer<typeof RegionReach>;

/**
 * GET /api/v1/stream : server-sent events. Each names what changed; the console refetches that and nothing else.
 * `event: changed`, data as below; a comment line every 15 s keeps the connection open.
 */
export const Changed = z.object({
  what: z.enum(['situation', 'finding', 'incident', 'rules', 'estate', 'recovery', 'session']),
  id: z.string().nullable(),
});

/** Every error answer, whatever the status. */
export const ApiError = z.object({
  code: z.string(),
  message: z.string().describe('what happened'),
  next: z.string().describe('what to do'),
});

export type Situation = z.infer<typeof Situation>;
export type Changed = z.infer<typeof Changed>;
export type ApiError = z.infer<typeof ApiError>;
