/** What the configurations of firewalls say, beside what people state, and what must stay true of them. */
import { type Kind, kinds } from '@cordon/firewall';
import { z } from 'zod';

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower case letters, digits and dashes');

/** A firewall whose configuration lies in `firewalls/`. */
export const FirewallDevice = z.object({
  id: Id.describe('the asset'),
  file: z.string().regex(/^[\w.-]+$/, 'the name of a file in firewalls/'),
  /** Where the content of the file does not tell. */
  kind: z.enum(kinds).optional(),
  /** Assets that have the same configuration, such as the standby of a pair. */
  also: z.array(Id).default([]),
});

/** What lies behind an interface, where its own addresses do not tell. */
export const FirewallInterface = z.object({
  device: Id,
  name: z
    .string()
    .describe('as the configuration calls the interface, or the zone of the firewall that it is in'),
  zones: z.array(Id).default([]),
  networks: z.array(z.string()).default([]),
});

/** What must stay true of what firewalls let through. */
export const FirewallAssertion = z.object({
  id: Id,
  name: z.string(),
  /** `never`: nothing of the services passes. `only`: nothing but the services passes. `always`: all of the services pass. */
  rule: z.enum(['never', 'only', 'always']),
  /** Zones, systems and assets by id; `zones:guest` for every zone of a kind; `assets:medical-device` for every asset of one. */
  from: z.array(z.string()).min(1),
  to: z.array(z.string()).min(1),
  /** `tcp 445`, `udp 53`, `tcp 135-139`, `icmp`; none for every service. */
  services: z.array(z.string()).default([]),
  because: z.string().optional(),
});

export type FirewallDevice = z.infer<typeof FirewallDevice>;
export type FirewallInterface = z.infer<typeof FirewallInterface>;
export type FirewallAssertion = z.infer<typeof FirewallAssertion>;

export const firewallSchemas = {
  devices: FirewallDevice,
  interfaces: FirewallInterface,
  assertions: FirewallAssertion,
};

export interface Configuration extends FirewallDevice {
  readonly kind: Kind;
  readonly text: string;
}

/** The folder `firewalls/` of a hospital, read and not yet understood. */
export interface FirewallFolder {
  readonly devices: readonly Configuration[];
  readonly interfaces: readonly FirewallInterface[];
  /** The hospital's own, and after them those that come with Cordon. */
  readonly assertions: readonly FirewallAssertion[];
}

/** A line of a configuration. */
export const RuleLine = z.object({
  device: Id.describe('the asset'),
  file: z.string(),
  line: z.number().int().nonnegative().describe('from 1; 0 for what the device does without being told'),
  text: z.string(),
});

/** One packet that proves what is said, with the assets between which it goes; null where the estate knows none. */
export const ExamplePacket = z.object({
  packet: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});

const Proof = z.object({
  services: z.string().describe('such as `tcp 443, 2575-2577; udp 53`'),
  example: ExamplePacket,
  lines: z.array(RuleLine),
});

/** Allowed, and stated nowhere. */
export const UnstatedFlow = Proof.extend({
  from: z.string().describe('a zone'),
  to: z.string().describe('a zone'),
  sure: z.boolean().describe('false where a line was not understood, so that it may pass'),
  /** As which flows it is in the estate; none where nothing known stands at its ends. */
  flows: z.array(z.string()),
  widened: z
    .boolean()
    .describe('its flows name whole zones, since it is about too many pairs of assets to name'),
});

/** What configurations make of a flow that people state. */
export const JudgedFlow = z.object({
  flow: z.string(),
  /** `not seen`: it stays in a zone, or crosses no firewall whose configuration is here. */
  state: z.enum(['allowed', 'partly denied', 'denied', 'not seen']),
  /** The lines that let an example of it pass. */
  lines: z.array(RuleLine),
  denied: Proof.nullable(),
});

export const JudgedAssertion = z.object({
  id: z.string(),
  name: z.string(),
  because: z.string().nullable(),
  /** `not checked`: one of its ends is not in the estate, or behind no interface. Nobody knows whether it holds. */
  state: z.enum(['holds', 'broken', 'not checked']),
  why: z.string().nullable(),
  proof: Proof.omit({ services: true }).nullable(),
});

/** A line that was not understood, or has no part in the answers. */
const Remark = z.object({ line: z.number().int(), text: z.string(), what: z.string() });

/** GET /api/v1/estate/firewalls */
export const FirewallsView = z.object({
  devices: z.array(
    z.object({
      id: z.string(),
      file: z.string(),
      kind: z.enum(kinds),
      also: z.array(z.string()),
      lines: z
        .number()
        .int()
        .nullable()
        .describe('lines of its filters; null where they were too many to read'),
      problems: z.array(Remark).describe('lines not understood, taken as the worse of what they may mean'),
      limits: z
        .array(Remark)
        .describe('lines that have no part in the answers, such as translation of addresses'),
    }),
  ),
  without_configuration: z.array(z.string()).describe('firewalls of the estate of which nothing is known'),
  assertions: z.array(JudgedAssertion).describe('broken first'),
  unstated: z.array(UnstatedFlow),
  stated: z.array(JudgedFlow),
  /** Zones behind no interface: nothing is compared there. */
  unplaced: z.array(z.string()),
  /** Pairs of zones between which none of these configurations stands. */
  unseparated: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Why nothing was compared, where the rules were too many for that. */
  too_complex: z.string().nullable(),
});

export type RuleLine = z.infer<typeof RuleLine>;
export type ExamplePacket = z.infer<typeof ExamplePacket>;
export type UnstatedFlow = z.infer<typeof UnstatedFlow>;
export type JudgedFlow = z.infer<typeof JudgedFlow>;
export type JudgedAssertion = z.infer<typeof JudgedAssertion>;
export type FirewallsView = z.infer<typeof FirewallsView>;

/** What an estate knows of its firewalls. */
export interface Firewalls {
  readonly folder: FirewallFolder;
  readonly view: FirewallsView;
}
