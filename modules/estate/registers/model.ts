/** The registers of a hospital: what no inventory knows, since people decided it. Kept in `registers.yaml` beside `hospital.yaml`. */
import { z } from 'zod';

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower case letters, digits and dashes');
const isDay = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};
const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2027-01-12')
  .refine(isDay, 'no such day');
const Ids = z.array(Id).min(1);

/** What is asked for besides a password; `none` is a password only, null = nobody has looked. */
export const secondFactors = [
  'passkey',
  'smart card',
  'certificate',
  'app',
  'token',
  'text message',
  'none',
  'nobody signs in',
] as const;

/** A way in from outside. */
export const Entry = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(['portal', 'vpn', 'supplier tunnel', 'remote desktop', 'email', 'cloud service', 'website']),
  /** What it leads to: assets, systems or zones; none for a service that is hosted elsewhere. */
  through: z.array(Id).default([]),
  /** The allowed conversations that it explains. One that no entry explains is a way in that nobody answers for. */
  flows: z.array(Id).default([]),
  used_by: z.string(),
  /** Suppliers who come in by it. */
  suppliers: z.array(Id).default([]),
  /** Who answers for it, by role. */
  owner: z.string().nullable(),
  second_factor: z.enum(secondFactors).nullable(),
  /** Whether it is the way in for those who administer. */
  privileged: z.boolean(),
  /** When somebody last looked at all of this. */
  reviewed_on: Day.nullable(),
});

/** Somebody or something let in without the second factor of an entry, by decision. */
export const EntryException = z.object({
  id: Id,
  entry: Id,
  who: z.string(),
  because: z.string(),
  approved_by: z.string().nullable(),
  approved_on: Day.nullable(),
  reviewed_on: Day.nullable(),
});

/** What holds while the real remedy is not there: it ends, and somebody answers for it. */
export const Mitigation = z.object({
  id: Id,
  covers: Ids.describe('assets, systems or zones'),
  against: z.string(),
  measure: z.string(),
  owner: z.string(),
  from: Day,
  until: Day,
});

/** What a supplier said when asked to patch, prolong or replace. */
export const SupplierAnswer = z.object({
  id: Id,
  supplier: Id,
  covers: Ids.describe('assets or systems'),
  asked: z.string(),
  asked_on: Day,
  answer: z.enum(['agreed', 'quoted', 'refused', 'no answer yet']),
  answered_on: Day.nullable(),
  price_gbp: z.number().nonnegative().nullable(),
  words: z.string(),
});

/** What is known of a model of device: every device of it inherits that. */
export const DeviceModel = z.object({
  id: Id,
  name: z.string(),
  supplier: Id.nullable(),
  support_ends: Day.nullable(),
  source: z.string(),
  as_of: Day,
  covers: Ids.describe('assets or systems'),
});

/** Fixes beyond the end of ordinary support that this hospital has, by purchase or otherwise. */
export const ExtendedSupport = z.object({
  id: Id,
  name: z.string(),
  covers: Ids.describe('assets or systems'),
  until: Day,
  evidence: z.string(),
});

/** How long a system may be away, and how long it takes to bring back. */
export const Recovery = z.object({
  system: Id.describe('a system or a supplier'),
  /** Recovery time objective; null = none is agreed. */
  objective_minutes: z.number().int().positive().nullable(),
  /** Work to bring it back from its backup; null = nobody has tried. */
  restore_minutes: z.number().int().positive().nullable(),
  /** When that was last tried; an untried time is a guess. */
  tried_on: Day.nullable(),
  /** What must be up to bring it back, though it runs without: the backup, the network, the host that administers. */
  restored_with: z.array(Id).default([]),
});

export type Entry = z.infer<typeof Entry>;
export type EntryException = z.infer<typeof EntryException>;
export type Mitigation = z.infer<typeof Mitigation>;
export type SupplierAnswer = z.infer<typeof SupplierAnswer>;
export type DeviceModel = z.infer<typeof DeviceModel>;
export type ExtendedSupport = z.infer<typeof ExtendedSupport>;
export type Recovery = z.infer<typeof Recovery>;

export interface Registers {
  entries: Entry[];
  exceptions: EntryException[];
  mitigations: Mitigation[];
  supplier_answers: SupplierAnswer[];
  models: DeviceModel[];
  extended_support: ExtendedSupport[];
  recovery: Recovery[];
}

export const registerSchemas = {
  entries: Entry,
  exceptions: EntryException,
  mitigations: Mitigation,
  supplier_answers: SupplierAnswer,
  models: DeviceModel,
  extended_support: ExtendedSupport,
  recovery: Recovery,
} satisfies Record<keyof Registers, z.ZodObject>;

export const emptyRegisters = (): Registers => ({
  entries: [],
  exceptions: [],
  mitigations: [],
  supplier_answers: [],
  models: [],
  extended_support: [],
  recovery: [],
});
