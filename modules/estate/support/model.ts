/** The nouns of support: what a maker said about how long a version of a product is supported, and what follows from it on a day. */
import { z } from 'zod';

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2027-01-12');

/** One version of a product, as its maker or `endoflife.date` counts them: `10-22h2-e`, `2012-r2`, `11.1`. */
export const Cycle = z.strictObject({
  cycle: z.string().min(1),
  /** How it is also written, when the cycle itself is a code: `2008 R2 SP3`. */
  label: z.string().optional(),
  /** The version number that inventories give instead, `10.0.19045`. */
  build: z.string().optional(),
  /** The last day of fixes for everyone; true: over, the day is not known; false: no end is announced. */
  ends: z.union([Day, z.boolean()]),
  /** The last day of fixes for those who have the maker's extended support. */
  extended: Day.optional(),
  /** Where this row comes from, when it is not where the product's others do. */
  source: z.string().optional(),
});

export const Product = z.strictObject({
  product: z.string().min(1).describe('the name that endoflife.date gives it, where it has one'),
  title: z.string(),
  /** How inventories begin the text that means this product. */
  names: z.array(z.string().min(1)).min(1),
  /** Words of inventories and what the cycles call them; longer ones first go first. */
  words: z.record(z.string(), z.string()).default({}),
  /** Whether an asset that it runs on stands or falls with it: an operating system or a database, and not a browser. */
  platform: z.boolean().default(true),
  /** What the maker calls its extended support. */
  extended_name: z.string().default('extended support'),
  source: z.string().min(1),
  /** The day of which the rows speak. */
  as_of: Day,
  cycles: z.array(Cycle).min(1),
});

export type Cycle = z.infer<typeof Cycle>;
export type Product = z.infer<typeof Product>;

/** Worst last: what nobody knows is worse than what is known to be bad. */
export const supportStates = ['supported', 'extended', 'ended', 'unknown'] as const;
export type SupportState = (typeof supportStates)[number];

export interface Support {
  state: SupportState;
  /** The last day of fixes for everyone; null when it is not known or no end is announced. */
  ends: string | null;
  /** The last day on which extended support is to be had, whether or not this hospital has it. */
  extended: string | null;
  /** One sentence or two for a person. */
  why: string;
  source: string | null;
  /** The day of which the source speaks. */
  as_of: string | null;
}
