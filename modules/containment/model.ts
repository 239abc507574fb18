/** The nouns of containment: how far an intruder can get, and what that would cost patients. */
import { recordKinds } from '@cordon/estate';
import { z } from 'zod';

/** One hop of an example path: this flow lets `from` talk to `to`. */
export const Hop = z.object({ from: z.string(), to: z.string(), flow: z.string(), port: z.string() });

export const ReachedAsset = z.object({
  asset: z.string(),
  steps: z.number().int().describe('0 = already compromised; one step is one allowed conversation'),
  path: z.array(Hop).describe('one shortest example'),
});

export const ServiceAtRisk = z.object({
  service: z.string(),
  name: z.string(),
  urgency: z.number(),
  /** `hit`: runs on something already compromised; `reachable`: an allowed path exists. */
  state: z.enum(['hit', 'reachable']),
  strength: z.enum(['stops', 'degrades']),
  steps: z.number().int(),
  /** Fewest steps until a system is lost without which the service stops; null when what is reached only degrades it. */
  steps_to_stop: z.number().int().nullable().optional(),
  /** The asset whose loss would touch the service, and the way to it. */
  via_asset: z.string(),
  path: z.array(Hop),
  /** From that asset's system to the service. */
  dependency: z.array(z.string()),
});

export const Reach = z.object({
  compromised: z.array(z.string()),
  /** Ids given as compromised that the estate does not know: how far they reach nobody can say. */
  unknown: z.array(z.string()),
  assets: z.array(ReachedAsset),
  services: z.array(ServiceAtRisk).describe('worst first: hit before reachable, then urgency, then steps'),
});

/** Something that stops an intruder and may cost care. Nothing here is done by Cordon of its own accord. */
export const Action = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('isolate-asset'), asset: z.string() }),
  z.object({ kind: z.literal('disable-account'), account: z.string() }),
  z.object({ kind: z.literal('reset-credentials'), account: z.string() }),
  z.object({
    kind: z.literal('block-flow'),
    flow: z.string(),
    ports: z.array(z.string()).describe('only these, by which intruders move; the rest of the flow goes on'),
  }),
  z.object({ kind: z.literal('quarantine-zone'), zone: z.string() }),
  z.object({ kind: z.literal('cut-link'), organisation: z.string(), other: z.string() }),
  z.object({ kind: z.literal('cut-supplier'), supplier: z.string() }),
]);

/** Minutes from now; null = not within the time looked ahead. */
export const Moment = z.number().nullable();

/** When something falls at each of three paces: the fastest on record, the usual, a careful or clumsy intruder. */
export const Span = z.object({ quick: z.number(), likely: Moment, slow: Moment });

/** One step of an example: how an intruder gets from what is held to what is not, or what falls with what. */
export const Step = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('network'),
    from: z.string(),
    to: z.string(),
    flow: z.string(),
    /** ATT&CK id and our name of it. */
    technique: z.string(),
    name: z.string(),
    account: z.string().nullable().describe('the account that was used; null where a flaw was'),
  }),
  z.object({
    kind: z.literal('credentials'),
    from: z.string().describe('the asset, the account that may replicate the directory, or the supplier'),
    account: z.string(),
    technique: z.string(),
    name: z.string(),
  }),
  z.object({
    kind: z.literal('entry'),
    from: z.string().describe('the account, or the supplier, that comes in'),
    to: z.string(),
    entry: z.string().describe('the way in, as the register of entries names it'),
    technique: z.string(),
    name: z.string(),
  }),
  z.object({ kind: z.literal('rests-on'), from: z.string(), to: z.string() }),
]);

/** What an intruder holds, by id. */
const HeldIds = z.object({
  assets: z.array(z.string()),
  accounts: z.array(z.string()),
  suppliers: z.array(z.string()).default([]),
});

/** A ward that an intruder reaches, or whose patients feel it. */
export const WardReached = z.object({
  ward: z.string(),
  name: z.string(),
  site: z.string(),
  beds: z.number().int().nullable().describe('null = nobody has counted'),
  devices: z.number().int().describe('that stand there'),
  fallen: z.number().int().describe('of those, by the horizon at the quick pace'),
  first: Span.nullable().describe('when the first of them falls; null = none does'),
  services: z
    .array(
      z.object({
        service: z.string(),
        name: z.string(),
        degraded: Span.nullable(),
        stopped: Span.nullable(),
      }),
    )
    .describe('those whose patients lie there, as far as they suffer'),
});

/** What a system holds of people, and when an intruder has it in reach. */
export const RecordsReached = z.object({
  system: z.string(),
  name: z.string(),
  records: z.array(z.enum(recordKinds)),
  sensitive: z.array(z.enum(recordKinds)).describe('of those, what hurts a person most when others read it'),
  people: z.number().int().nullable().describe('null = nobody has counted'),
  read: Span.nullable().describe('from when an intruder on one of its hosts could read, copy or alter them'),
  lost: Span.nullable().describe('from when nobody else gets at them: destroyed, encrypted or out of reach'),
});

export const Records = z.object({
  systems: z
    .array(RecordsReached)
    .describe('what hurts most when it gets out first, then that of most people'),
  unsaid: z
    .array(z.object({ system: z.string(), name: z.string() }))
    .describe('reached, and nobody has said whether they hold anything of people'),
  people: z
    .object({ at_least: z.number().int(), at_most: z.number().int(), uncounted: z.number().int() })
    .describe(
      'the same person may be in several systems: at least the largest of them, at most their sum; of `uncounted` systems nobody has counted them',
    ),
});

export const Blast = z.object({
  held: HeldIds,
  /** Ids given as held that the estate does not know: how far they lead nobody can say. */
  unknown: z.array(z.string()),
  horizon: z.number().describe('minutes looked ahead'),
  assets: z.array(Span.extend({ asset: z.string() })).describe('soonest first; those held at 0'),
  accounts: z.array(Span.extend({ account: z.string() })),
  suppliers: z.array(Span.extend({ supplier: z.string() })),
  services: z
    .array(
      z.object({
        service: z.string(),
        name: z.string(),
        urgency: z.number(),
        degraded: Span.nullable(),
        stopped: Span.nullable(),
        because: z.array(Step).describe('one example, at the quick pace, of how it first suffers'),
      }),
    )
    .describe('the most urgent first, then the soonest'),
  wards: z
    .array(WardReached)
    .describe('those in which something stops, the most urgent first; then those that are reached first'),
  off_wards: z
    .object({
      elsewhere: z.number().int().describe('in a place that is no ward, such as a data centre'),
      unknown: z.number().int().describe('nobody says where they stand'),
    })
    .describe('of the assets that fall, how many stand on no ward that is known'),
  records: Records,
});

/** How many have fallen by each moment; lists are as long as `moments`. */
export const Pace = z.object({
  moments: z.array(z.number().int()).describe('minutes, rising, from 0; where nothing falls there is none'),
  assets: z.array(z.number().int()),
  accounts: z.array(z.number().int()),
  zones: z.array(z.object({ zone: z.string(), assets: z.array(z.number().int()) })),
  wards: z.array(z.object({ ward: z.string(), assets: z.array(z.number().int()) })),
});

/** GET /api/v1/spread */
export const SpreadOverTime = Blast.pick({
  unknown: true,
  horizon: true,
  services: true,
  wards: true,
  off_wards: true,
  records: true,
}).extend({
  named: z
    .array(
      z.object({
        kind: z.enum(['asset', 'account', 'supplier']),
        id: z.string(),
        name: z.string(),
        zone: z.string().nullable(),
      }),
    )
    .describe('what the intruder is taken to hold at the beginning'),
  paces: z.object({ quick: Pace, likely: Pace, slow: Pace }),
});

/** How a service fares under an option, and because of whom. */
export const ServiceFare = z.object({
  service: z.string(),
  name: z.string(),
  urgency: z.number(),
  by: z.enum(['attack', 'containment']),
  state: z.enum(['degraded', 'stopped']),
  hours: z.number().describe('how long it is reckoned to last'),
  patients: z.number().nullable().describe('in its care at this hour; null = nobody has counted'),
  tolerable_minutes: z.number().nullable().describe('on paper; null = nobody has agreed it'),
  harm: z.number().describe('patient-hours, weighted'),
});

/** What a ward loses under an option, and because of whom. */
export const WardFare = z.object({
  ward: z.string(),
  name: z.string(),
  beds: z.number().int().nullable().describe('null = nobody has counted'),
  services: z
    .array(ServiceFare.pick({ service: true, name: true, by: true, state: true }))
    .describe('those whose patients lie there, as far as they suffer'),
  reached: z.number().int().describe('of its devices, those that an intruder still gets'),
  cut_off: z.number().int().describe('of its devices, those that the actions take off the network'),
});

/** A flow that was seen, as a person is told of it. */
export const SeenBreak = z.object({
  from: z.string(),
  to: z.string(),
  service: z.string().describe('protocol and port, such as `tcp 445`'),
  times: z.number().int().describe('connections since it was first seen'),
  days: z.number().int().describe('on how many of the last thirty days'),
  last_seen: z.string(),
  for: z.array(z.string()).describe('services that use either end themselves'),
});

export const SeenBreaks = z.object({
  flows: z.number().int(),
  times: z.number().int().describe('connections of them all'),
  most: z.array(SeenBreak).describe('the most used of them'),
});

/** An action of a plan, with what a person must know before agreeing to it. */
export const PlannedAction = z.object({
  id: z.string(),
  action: Action,
  title: z.string(),
  harm: z.number().describe('patient-hours that it costs by itself'),
  /** At the quick pace an intruder would use what it closes in so many minutes; null = not within the time looked ahead. */
  needed_within: Moment,
  breaks: z
    .array(z.object({ flow: z.string(), purpose: z.string(), for: z.array(z.string()) }))
    .describe('flows that it closes or narrows, why they are allowed, and the services that rest on them'),
  seen: SeenBreaks.nullish().describe(
    'flows of the last thirty days that it would break; null = nothing was watched that could tell, which is not the same as none',
  ),
  roll_back: z.string(),
});

export const Option = z.object({
  name: z.enum(['nothing', 'everything', 'proposed']),
  actions: z.array(PlannedAction).describe('in the order in which they are needed'),
  services: z
    .array(ServiceFare)
    .describe('those that suffer, each by the worse of both causes; the worst first'),
  wards: z
    .array(WardFare)
    .optional()
    .describe(
      'those that lose something, the most urgent that stops first; left out of plans made before wards were reckoned',
    ),
  records: Records.optional().describe('that the intruder still gets at; left out likewise'),
  attack_harm: z.number().describe('patient-hours that the intruder would cost, as far as it still gets'),
  containment_harm: z.number().describe('patient-hours that the actions cost'),
  assets_reached: z.number().int(),
  accounts_reached: z.number().int(),
});

export const Proposal = z.object({
  held: HeldIds,
  unknown: z.array(z.string()),
  /** Accounts that are used on what is held: taken to be stolen, whatever is closed now. */
  taken: z.array(z.string()),
  directories: z
    .array(z.string())
    .default([])
    .describe(
      'organisations whose directory is taken to be read: all accounts of it count as stolen, and new credentials of one alone help nobody',
    ),
  horizon: z.number().describe('minutes looked ahead'),
  options: z.array(Option).describe('nothing, everything, proposed'),
  /** No set of actions costs less than this, as the plan reckons; equal to what the proposed one costs when it is proved the best. */
  bound: z.number(),
  proved: z.boolean(),
  confirmed: z
    .boolean()
    .describe('whether whoever answers for clinical safety has confirmed the weights of harm'),
});

/**
 * Firewalls whose lines can go before what is there. Security groups of clouds cannot deny, or are replaced as a whole: what is in
 * force there would be lost.
 */
export const FirewallKind = z.enum(['pan-os', 'fortigate', 'cisco-asa', 'cisco-ios', 'nftables', 'iptables']);

/** The firewall that is to be told. */
export const Firewall = z.object({
  kind: FirewallKind,
  /** The number of the policy that comes first on it now: a FortiGate puts new ones last, where they would do nothing. */
  first: z
    .string()
    .regex(/^\d{1,10}$/)
    .optional(),
});

export const Commands = z.object({
  where: z.string().describe('whom they are for, such as `Firewall (pan-os)`'),
  /** What is to be put in place of words that only the device knows. */
  note: z.string().nullable(),
  apply: z.string(),
  roll_back: z.string(),
});

export const WrittenPlan = z.object({
  commands: z.array(Commands),
  by_hand: z.array(z.string()).describe('what could not be put into commands, and why'),
});

export type FirewallKind = z.infer<typeof FirewallKind>;
export type Firewall = z.infer<typeof Firewall>;
export type Commands = z.infer<typeof Commands>;
export type WrittenPlan = z.infer<typeof WrittenPlan>;
export type Hop = z.infer<typeof Hop>;
export type ReachedAsset = z.infer<typeof ReachedAsset>;
export type ServiceAtRisk = z.infer<typeof ServiceAtRisk>;
export type Reach = z.infer<typeof Reach>;
export type Action = z.infer<typeof Action>;
export type Moment = z.infer<typeof Moment>;
export type Span = z.infer<typeof Span>;
export type Step = z.infer<typeof Step>;
export type ServiceFare = z.infer<typeof ServiceFare>;
export type PlannedAction = z.infer<typeof PlannedAction>;
export type SeenBreak = z.infer<typeof SeenBreak>;
export type SeenBreaks = z.infer<typeof SeenBreaks>;
export type Option = z.infer<typeof Option>;
export type Proposal = z.infer<typeof Proposal>;
export type Blast = z.infer<typeof Blast>;
export type WardReached = z.infer<typeof WardReached>;
export type RecordsReached = z.infer<typeof RecordsReached>;
export type Records = z.infer<typeof Records>;
export type WardFare = z.infer<typeof WardFare>;
export type Pace = z.infer<typeof Pace>;
export type SpreadOverTime = z.infer<typeof SpreadOverTime>;
