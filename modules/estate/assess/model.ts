/** What pages are told of the estate: a page of assets, one asset's whole story, what to fix first, what is vulnerable, and the ways in. */
import { z } from 'zod';
import { AssetStory } from '../book/model.ts';
import { Account, Asset, AssetKind, Flow, Right, Service, System, Ward, Zone } from '../model.ts';
import {
  DeviceModel,
  Entry,
  EntryException,
  entryStates,
  Mitigation,
  SupplierAnswer,
} from '../registers/index.ts';
import { automatables, exploitations, exposures, humanImpacts, outcomes } from '../ssvc/index.ts';
import { supportStates } from '../support/index.ts';

const Day = z.string().describe('ISO date');

const SupportView = z.object({
  state: z.enum(supportStates),
  ends: Day.nullable().describe('the last day of fixes for everyone'),
  extended: Day.nullable().describe('the last day of extended support, had or not'),
  why: z.string(),
  source: z.string().nullable(),
  as_of: Day.nullable().describe('the day of which the source speaks'),
});

const point = <Value extends z.ZodType>(value: Value) =>
  z.object({
    value,
    known: z.boolean().describe('false: nobody knows, so the worst was taken'),
    why: z.string(),
  });

const DecisionView = z.object({
  outcome: z.enum(outcomes),
  advice: z.string(),
  exploitation: point(z.enum(exploitations)),
  exposure: point(z.enum(exposures)),
  automatable: point(z.enum(automatables)),
  human_impact: point(z.enum(humanImpacts)),
});

const ClockView = z.object({
  state: z.enum(['due', 'late', 'kept', 'missed', 'none', 'unknown']),
  due: Day.nullable(),
  days_left: z.number().int().nullable().describe('negative when past'),
  why: z.string(),
});

const ImpactView = Service.pick({ id: true, name: true, urgency: true }).extend({
  strength: z.enum(['stops', 'degrades']),
  path: z.array(z.string()).describe('names, from the system of the asset up to the service'),
});

/** What can be unknown of an asset and asked for as such. */
export const unknowns = ['owner', 'kind', 'os', 'zone', 'site', 'system', 'location'] as const;

export const AssetQuery = z.object({
  q: z.string().max(200).optional().describe('words that all occur in what is known of it'),
  kind: AssetKind.optional(),
  zone: z.string().max(253).optional(),
  site: z.string().max(253).optional(),
  system: z.string().max(253).optional(),
  ward: z.string().max(253).optional().describe('on which it stands'),
  service: z.string().max(253).optional().describe('that stops or works worse without its system'),
  support: z.enum(supportStates).optional(),
  unknown: z.enum(unknowns).optional().describe('what nobody has said of it'),
  source: z.string().max(253).optional().describe('that says something of it'),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type AssetQuery = z.infer<typeof AssetQuery>;

export const AssetLine = Asset.pick({
  id: true,
  hostname: true,
  kind: true,
  os: true,
  zone: true,
  site: true,
  system: true,
  location: true,
}).extend({
  address: z.string().nullable(),
  owner: z.string().nullable(),
  support: SupportView.pick({ state: true, ends: true }),
});

export const AssetPage = z.object({
  items: z.array(AssetLine).describe('by host name'),
  total: z.number().int(),
  next: z.number().int().nullable().describe('the offset of the next page'),
  support: z
    .object({
      supported: z.number().int(),
      extended: z.number().int(),
      ended: z.number().int(),
      unknown: z.number().int(),
    })
    .describe('how many match, by state of support, whichever of them is asked for'),
});
export type AssetPage = z.infer<typeof AssetPage>;

/** GET /api/v1/estate/map */
export const EstateMap = z.object({
  day: Day,
  assets: z.number().int(),
  zones: z.array(
    Zone.pick({ id: true, name: true, kind: true }).extend({
      assets: z.number().int(),
      groups: z
        .array(
          z.object({
            system: z.string().nullable(),
            kind: AssetKind,
            assets: z.number().int(),
            support: z.record(z.enum(supportStates), z.number().int()),
          }),
        )
        .describe('what stands in it, the most first'),
    }),
  ),
  systems: z.array(System.pick({ id: true, name: true })),
  links: z
    .array(
      z.object({
        from: z.string(),
        to: z.string(),
        flows: z.number().int(),
        some: z.array(Flow.pick({ id: true, protocol: true, ports: true, purpose: true })),
      }),
    )
    .describe('what may flow from one zone to another, or within one'),
  services: z.array(Service.pick({ id: true, name: true, urgency: true })),
});
export type EstateMap = z.infer<typeof EstateMap>;

const VulnerabilityView = z.object({
  cve: z.string(),
  source: z.string(),
  evidence: z.string(),
  certain: z.boolean().describe('false: it may be there, since nobody knows the version'),
  decision: DecisionView,
  clock: ClockView.describe('fourteen days from the release of the fix, as Cyber Essentials asks'),
  cvss: z.number().nullable(),
  forecast: z.number().nullable().describe('EPSS: how likely it is to be exploited somewhere within 30 days'),
  exploited: z.enum(['asserted', 'not asserted', 'unknown']),
  kev: z.array(
    z.object({
      asserter: z.string(),
      published: Day.nullable(),
      due: Day.nullable(),
      required_action: z.string(),
    }),
  ),
});

const CoverageView = z.object({
  mitigations: z.array(Mitigation).describe('that hold today'),
  idle_mitigations: z.array(Mitigation).describe('over, or to come: they protect nothing today'),
  answers: z
    .array(SupplierAnswer.extend({ supplier: z.string().describe('its name') }))
    .describe('newest first'),
  models: z.array(DeviceModel),
  extended_until: Day.nullable(),
});

const EntryView = z.object({
  state: z.enum(entryStates),
  name: z.string(),
  entry: Entry.nullable().describe('null: no row of the register explains it'),
  flows: z.array(Flow),
  exceptions: z.array(z.object({ exception: EntryException, valid: z.boolean(), why: z.string() })),
  why: z.array(z.string()),
});

/** One end of a conversation, as this asset has it. */
const FlowView = Flow.extend({
  other: z.string().describe('the name of the other end'),
  as: z.enum(['asset', 'system', 'zone']).describe('by what this asset is meant'),
});

export const AssetView = z.object({
  asset: Asset.describe('as everybody else asks it'),
  ward: Ward.pick({ id: true, name: true }).nullable().describe('null: on none that is known'),
  story: AssetStory.describe('what each source says'),
  support: SupportView,
  ended_programs: z.array(z.object({ text: z.string(), support: SupportView })),
  exposure: point(z.enum(exposures)),
  decision: DecisionView.nullable().describe('null: it is supported, and nothing was found on it'),
  cve: z.string().nullable().describe('what the decision is about; null: what nobody has looked for'),
  unwatched: z.boolean().describe('nobody looks for vulnerabilities on it: that none is listed says nothing'),
  vulnerabilities: z.array(VulnerabilityView),
  services: z.array(ImpactView).describe('worst first'),
  coverage: CoverageView,
  entries: z.array(EntryView).describe('ways in from outside that lead to it'),
  reached_by: z.array(FlowView),
  may_reach: z.array(FlowView),
  rights: z.array(
    z.object({
      account: Account.pick({ id: true, name: true, display_name: true, kind: true }),
      right: Right.shape.right,
      note: z.string(),
    }),
  ),
});
export type AssetView = z.infer<typeof AssetView>;

const Standing = z.object({
  day: Day,
  assets: z.number().int(),
  told: z.array(z.string()).describe('what could not be taken into account'),
  sources: z.object({
    kev: Day.nullable().describe('null: no catalogue of exploited vulnerabilities is at hand'),
    epss: Day.nullable(),
    cves: z.number().int(),
  }),
});

const LegacyGroupView = z.object({
  system: z.object({ id: z.string(), name: z.string() }).nullable(),
  kind: AssetKind,
  os: z.string(),
  count: z.number().int(),
  assets: z.array(Asset.pick({ id: true, hostname: true, location: true })).describe('the first of them'),
  support: SupportView,
  ended_programs: z.array(z.string()),
  decision: DecisionView,
  cve: z.string().nullable(),
  unwatched: z.boolean(),
  services: z.array(ImpactView),
  coverage: CoverageView,
  quoted_gbp: z.number().nullable(),
});

export const LegacyView = Standing.extend({
  support: z.object({ as_of: Day, days: z.number().int(), stale: z.boolean() }).describe('of the tables'),
  states: z.object({ extended: z.number().int(), ended: z.number().int(), unknown: z.number().int() }),
  quoted_gbp: z.number().nullable().describe('all quotes, each once; null: nobody quoted'),
  refused: z.number().int().describe('what suppliers refused'),
  unanswered: z.number().int(),
  unquoted_groups: z.number().int().describe('groups that nobody gave a price for'),
  groups: z.array(LegacyGroupView).describe('most pressing first'),
  group_count: z.number().int(),
});
export type LegacyView = z.infer<typeof LegacyView>;

export const VulnerabilitiesView = Standing.extend({
  clocks: z
    .object({ late: z.number().int(), due: z.number().int(), unknown: z.number().int() })
    .describe('findings by the fourteen days'),
  unwatched: z.number().int().describe('assets on which nobody looks for vulnerabilities'),
  found: z.number().int(),
  cleared: z.number().int(),
  items: z
    .array(
      VulnerabilityView.extend({
        count: z.number().int(),
        assets: z.array(Asset.pick({ id: true, hostname: true })),
      }),
    )
    .describe('by CVE, most pressing first'),
  item_count: z.number().int(),
});
export type VulnerabilitiesView = z.infer<typeof VulnerabilitiesView>;

export const EntriesView = z.object({ day: Day, items: z.array(EntryView).describe('worst first') });
export type EntriesView = z.infer<typeof EntriesView>;
