/** What both readers of a hospital folder produce: rows that still know the line they came from. */
import type { ZodObject } from 'zod';
import type { Section } from './check.ts';
import * as model from './model.ts';

export const schemas = {
  organisations: model.Organisation,
  sites: model.Site,
  services: model.Service,
  wards: model.Ward,
  suppliers: model.Supplier,
  systems: model.System,
  dependencies: model.Dependency,
  zones: model.Zone,
  flows: model.StatedFlow,
  assets: model.Asset,
  accounts: model.Account,
  rights: model.Right,
  trusts: model.Trust,
} satisfies Record<Section, ZodObject>;

export const sections = Object.keys(schemas) as Section[];

/** A problem as a person mends it. `line` counts from 1; 0 means the file as a whole. */
export interface LocatedProblem {
  file: string;
  line: number;
  message: string;
}

/** One row as read, before it is known to be sound. */
export interface Row {
  value: unknown;
  file: string;
  line: number;
  /** The line of one field, where the format can tell. */
  lineOf(field: string): number;
}

export const emptyRows = () =>
  Object.fromEntries(sections.map((section) => [section, [] as Row[]])) as Record<Section, Row[]>;
