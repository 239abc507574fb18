/** Small hospitals for tests: systems by their ids, services by urgency and minutes on paper, links from one to another. */
import { createEstate, type Estate, type EstateData, type Recovery } from '@cordon/estate';
import type { Statement, StepState } from './model.ts';

export type Link = [from: string, to: string, strength?: 'stops' | 'degrades'];
export type Served = [id: string, urgency: number, tolerable: number | null];

export const start = Date.parse('2026-03-11T00:00:00Z');
/** So many minutes after the start. */
export const at = (minutes: number): Date => new Date(start + minutes * 60_000);

export const hospital = (
  systems: readonly string[],
  services: readonly Served[],
  links: readonly Link[],
  more: Partial<EstateData> = {},
): Estate =>
  createEstate({
    organisations: [{ id: 'o', name: 'o', ods_code: 'Z9Z9Z', domains: [] }],
    sites: [{ id: 'main', name: 'Main', organisation: 'o' }],
    services: services.map(([id, urgency, tolerable_downtime_minutes]) => ({
      ...{ id, name: id, sites: ['main'], urgency, harm: '', tolerable_downtime_minutes, fallback: null },
    })),
    wards: [],
    suppliers: [],
    systems: systems.map((id) => ({ id, name: id, kind: '', supplier: null, organisation: 'o' })),
    dependencies: links.map(([from, to, strength = 'stops']) => ({ from, to, strength })),
    zones: [{ id: 'z', name: 'z', kind: 'server', cidrs: [] }],
    flows: [],
    assets: [],
    accounts: [],
    rights: [],
    trusts: [],
    ...more,
  });

export const takes = (
  system: string,
  restore_minutes: number | null,
  restored_with: string[] = [],
): Recovery => ({
  ...{ system, objective_minutes: null, restore_minutes, tried_on: null, restored_with },
});

/** What was said of one step, each with the minute since when it is so. */
export const spoken = (...said: [StepState, number][]): Statement[] =>
  said.map(([state, minutes], index) => ({
    ...{ state, since: at(minutes).toISOString(), said: at(minutes).toISOString() },
    ...{ by: 'Somebody', note: '', version: index + 1 },
  }));
