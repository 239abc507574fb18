/** The nouns of the estate: what a hospital has, who owns it, and who may talk to whom. Words as in ARCHITECTURE.md. */
import { z } from 'zod';
import { type Firewalls, RuleLine } from './firewalls/model.ts';

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower case letters, digits and dashes');

export const Organisation = z.object({
  id: Id,
  name: z.string(),
  ods_code: z.string().describe('never parsed for a parent: new codes show none'),
  parent: Id.optional(),
  /** Active Directory and DNS names by which its hosts and accounts are known, e.g. `STALDHELMS`, `staldhelms.nhs.example`. */
  domains: z.array(z.string()).default([]),
});

export const Site = z.object({ id: Id, name: z.string(), organisation: Id });

/** A clinical service: what patients come for. */
export const Service = z.object({
  id: Id,
  name: z.string(),
  sites: z.array(Id),
  /** 1 life at risk within the hour; 2 within the day; 3 within days; 4 can wait. */
  urgency: z.number().int().min(1).max(4),
  /** Plain English: what happens to patients when it stops. */
  harm: z.string(),
  /** Minutes it can run on its paper procedure before care is unsafe; null = not established (shown as worse than bad). */
  tolerable_downtime_minutes: z.number().int().positive().nullable(),
  fallback: z.string().describe('the downtime procedure in one sentence').nullable(),
  /** Patients in its care at one time, by day (08:00 to 20:00) and by night; left out = nobody has counted. */
  patients: z
    .object({ day: z.number().int().nonnegative(), night: z.number().int().nonnegative() })
    .optional(),
});

export const Supplier = z.object({
  id: Id,
  name: z.string(),
  provides: z.string(),
  contact: z.string().nullable(),
  /** Where it is one of the organisations: it falls with a host of theirs. */
  organisation: Id.optional(),
});

/** Where patients lie or are treated: what a matron or a bed manager calls a ward, be it a ward, a unit or a department. */
export const Ward = z.object({
  id: Id,
  name: z.string(),
  site: Id,
  services: z.array(Id).describe('whose patients lie there, those of the first for the most part'),
  beds: z
    .number()
    .int()
    .nonnegative()
    .nullable()
    .describe('beds, chairs or stations; null = nobody has counted'),
  locations: z
    .string()
    .describe('what inventories call it besides its name; several with semicolons between')
    .default(''),
});

/** What a system may hold of people. */
export const recordKinds = [
  'identity',
  'appointments',
  'notes',
  'letters',
  'observations',
  'prescriptions',
  'results',
  'images',
  'sexual-health',
  'mental-health',
  'safeguarding',
  'genetic',
  'staff',
] as const;

/** Those that hurt a person most when others read them, and that a letter to patients has to weigh first. */
export const sensitiveRecords: readonly RecordKind[] = [
  'sexual-health',
  'mental-health',
  'safeguarding',
  'genetic',
];

export const System = z.object({
  id: Id,
  name: z.string(),
  kind: z.string().describe('EPR, PACS, LIMS, identity, backup, …'),
  supplier: Id.nullable(),
  organisation: Id,
  /** `any`, the default: losing one of its assets loses the system. `all`: they stand in for one another. */
  lost_when: z.enum(['any', 'all']).optional(),
  /** Whether it goes on, worse, with one asset switched off, though an intruder on that one would hold it all: domain controllers. */
  redundant: z.enum(['yes', 'no']).optional(),
  /** Left out = nobody has said; `none` = it holds nothing of people. */
  records: z.array(z.enum([...recordKinds, 'none'])).optional(),
  /** Of how many people; left out = nobody has counted, which is worse than a number. */
  people: z.number().int().nonnegative().optional(),
});

/** `from` does not work, or works worse, without `to`. */
export const Dependency = z.object({
  from: Id.describe('a service or a system'),
  to: Id.describe('a system or a supplier'),
  strength: z.enum(['stops', 'degrades']),
  note: z.string().optional(),
});

export const Zone = z.object({
  id: Id,
  name: z.string(),
  cidrs: z.array(z.string()),
  kind: z.enum([
    'internet',
    'edge',
    'user',
    'server',
    'clinical',
    'device',
    'management',
    'supplier',
    'guest',
    // Nobody has said; shown as such, and never as a safe place.
    'unknown',
  ]),
});

/** Stated by people: an allowed conversation. `from` and `to` name a zone, a system or one asset; ports as `443`, `135-139` or `any`. */
export const StatedFlow = z.object({
  id: Id,
  from: Id,
  to: Id,
  protocol: z.enum(['tcp', 'udp', 'icmp', 'any']),
  ports: z.array(z.string()),
  purpose: z.string(),
});

/** An allowed conversation, stated or not. */
export const Flow = StatedFlow.extend({
  /** The lines of firewalls that let it pass, where nobody states it. */
  allowed_by: z.array(RuleLine).optional(),
});

export const AssetKind = z.enum([
  'workstation',
  'laptop',
  'server',
  'domain-controller',
  'hypervisor',
  'backup',
  'network',
  'firewall',
  'medical-device',
  'printer',
  'phone',
  'appliance',
  'gateway',
  'unknown',
]);

export const Asset = z.object({
  id: Id,
  hostname: z.string(),
  addresses: z.array(z.string()),
  kind: AssetKind,
  os: z.string(),
  /** ISO date; null = nobody knows, which is worse than a date in the past. */
  support_ends: z.string().nullable(),
  zone: Id,
  site: Id,
  system: Id.nullable().describe('the system that runs on it'),
  location: z.string().describe('ward or room').default(''),
  ward: Id.optional().describe('left out: found by its location'),
  notes: z.string().default(''),
});

export const Account = z.object({
  id: Id,
  name: z.string().describe('sAMAccountName'),
  display_name: z.string(),
  role: z.string(),
  kind: z.enum(['person', 'service', 'admin', 'supplier']),
  usual_asset: Id.nullable(),
  /** Whose it is, where a supplier works with it. */
  supplier: Id.optional(),
  /** In whose directory it is; left out = nobody has said, and it is taken to fall with any. */
  organisation: Id.optional(),
});

/**
 * What an account may do on assets besides being used there, as a directory or BloodHound tells it: an intruder who holds
 * the account has it too. `on` names an asset, a system, a zone or a whole organisation.
 */
export const Right = z.object({
  account: Id,
  /** `administer`: run anything. `sign-in`: its credentials are used there, and can be taken. `replicate`: read every password of the organisation's directory. */
  right: z.enum(['administer', 'sign-in', 'replicate']),
  on: Id,
  /** Only assets of these kinds; none named = every kind. */
  kinds: z.array(AssetKind).default([]),
  note: z.string().optional(),
});

/** The directory of `trusting` lets accounts of the directory of `trusted` in. */
export const Trust = z.object({
  trusting: Id.describe('an organisation'),
  trusted: Id.describe('an organisation'),
  /** Whether it refuses identities of its own that the other claims to have (SID filtering); null = nobody knows. */
  filtered: z.boolean().nullable(),
});

export type Organisation = z.infer<typeof Organisation>;
export type Site = z.infer<typeof Site>;
export type Service = z.infer<typeof Service>;
export type Supplier = z.infer<typeof Supplier>;
export type Ward = z.infer<typeof Ward>;
export type RecordKind = (typeof recordKinds)[number];
export type System = z.infer<typeof System>;
export type Dependency = z.infer<typeof Dependency>;
export type Zone = z.infer<typeof Zone>;
export type Flow = z.infer<typeof Flow>;
export type AssetKind = z.infer<typeof AssetKind>;
export type Asset = z.infer<typeof Asset>;
export type Account = z.infer<typeof Account>;
export type Right = z.infer<typeof Right>;
export type Trust = z.infer<typeof Trust>;

/** Everything a hospital folder holds, checked: every reference resolves, every id is unique. */
export interface EstateData {
  organisations: Organisation[];
  sites: Site[];
  services: Service[];
  wards: Ward[];
  suppliers: Supplier[];
  systems: System[];
  dependencies: Dependency[];
  zones: Zone[];
  flows: Flow[];
  assets: Asset[];
  accounts: Account[];
  rights: Right[];
  trusts: Trust[];
}

/** Ready to ask. Built once from EstateData; every lookup is constant time. */
export interface Estate extends EstateData {
  asset(id: string): Asset | undefined;
  service(id: string): Service | undefined;
  system(id: string): System | undefined;
  zone(id: string): Zone | undefined;
  ward(id: string): Ward | undefined;
  /** Where it stands; undefined for what is on no ward, and for what nobody says where it is. */
  wardOf(assetId: string): Ward | undefined;
  /** What stands on a ward. */
  onWard(wardId: string): readonly Asset[];
  /** By host name, with or without domain, any case. */
  assetByHost(name: string): Asset | undefined;
  /** By exact address. */
  assetByAddress(address: string): Asset | undefined;
  /** The most specific zone whose range holds this address. */
  zoneOfAddress(address: string): Zone | undefined;
  /** By `DOMAIN\\name`, `name@domain` or bare name, any case. */
  account(name: string): Account | undefined;
  /** By id or name, any case. */
  supplier(name: string): Supplier | undefined;
  /** Services that stop or degrade when this asset's system is lost, following dependencies, worst first. */
  servicesOf(assetId: string): ServiceImpact[];
  /** What the configurations of its firewalls say, and those themselves; null where the folder has none. */
  firewalls(): Firewalls | null;
}

export interface ServiceImpact {
  service: Service;
  strength: 'stops' | 'degrades';
  /** From the asset's system up to the service: ids, first the system. */
  path: string[];
}

/** GET /api/v1/estate/outline : everything but assets and accounts, which may be a hundred thousand; only how many there are. */
export const EstateOutline = z.object({
  organisations: z.array(Organisation),
  sites: z.array(Site),
  services: z.array(Service),
  wards: z.array(
    Ward.extend({
      assets: z.number().int(),
      systems: z.array(Id).describe('that what stands there belongs to'),
    }),
  ),
  suppliers: z.array(Supplier),
  systems: z.array(System.extend({ assets: z.number().int() })),
  dependencies: z.array(Dependency),
  zones: z.array(Zone.extend({ assets: z.number().int() })),
  flows: z.array(Flow),
  assets: z.number().int(),
});
export type EstateOutline = z.infer<typeof EstateOutline>;
