/** A recovery half way: systems in every state, two that need each other, a service past its time on paper and one of which nobody agreed any. */
import { createEstate } from '@cordon/estate';
import {
  type Board,
  drawBoard,
  FallenChoices,
  RecoveryList,
  type Statement,
  type StepState,
} from '@cordon/recovery';
import { estate } from './estate-fixture.ts';
import { mainIncident } from './story-fixture.ts';

const clock = (time: string): string => `2026-03-13T${time}:00.000Z`;

function spoken(...said: [state: StepState, time: string, note?: string][]): Statement[] {
  return said.map(([state, time, note = ''], index) => ({
    ...{ state, since: clock(time), said: clock(time), by: 'IT on call', note, version: index + 1 },
  }));
}

const fallen: Record<string, Statement[]> = {
  virtual: spoken(['down', '00:10'], ['restoring', '00:40', 'from the copy of Tuesday']),
  identity: spoken(['down', '00:10']),
  epr: spoken(['down', '00:10']),
  pacs: spoken(['down', '00:20'], ['waiting', '01:05', 'Lumen opens at 07:00']),
  'blood-bank': spoken(['down', '00:10']),
  lims: spoken(['down', '00:10'], ['restoring', '00:30'], ['back', '01:00']),
  monitoring: spoken(['down', '00:10'], ['back', '00:50'], ['verified', '01:00']),
  'sold-last-year': spoken(['down', '00:10']),
};
const takes = (system: string, restore_minutes: number | null, restored_with: string[] = []) => ({
  ...{ system, objective_minutes: 60, restore_minutes, tried_on: null, restored_with },
});
const recovery = {
  id: 'recovery-1',
  title: 'Ransomware on the servers',
  incident: mainIncident,
  begun: clock('00:15'),
  begun_by: 'Incident lead',
  ended: null,
};
const withNeeds = createEstate({
  ...estate,
  dependencies: [
    ...estate.dependencies,
    ...[
      ['epr', 'virtual'],
      ['virtual', 'identity'],
      ['identity', 'virtual'],
      ['blood-bank', 'virtual'],
    ].map(([from, to]) => ({ from: from!, to: to!, strength: 'stops' as const })),
  ],
});

export const board: Board = {
  recovery,
  ...drawBoard(
    {
      estate: withNeeds,
      register: [takes('virtual', 90), takes('identity', null), takes('epr', 120, ['identity'])],
      fallen: Object.entries(fallen).map(([step, statements]) => ({ step, statements })),
      standings: new Map([['sah-dc-01', 'compromised']]),
    },
    new Date(clock('01:30')),
  ),
};

export const recoveries = RecoveryList.parse({
  items: [
    { ...recovery, steps: 8, back: 2, verified: 1 },
    {
      ...{ id: 'recovery-0', title: 'Storage fault', incident: null, begun: '2026-02-01T08:00:00.000Z' },
      ...{ begun_by: 'IT on call', steps: 3, back: 3, verified: 3 },
      ended: { at: '2026-02-01T17:30:00.000Z', by: 'Incident lead', because: 'All of it is back.' },
    },
  ],
});

export const fallenChoices = FallenChoices.parse({
  systems: estate.systems,
  suppliers: estate.suppliers,
  sites: estate.sites,
  incidents: [{ id: mainIncident, name: 'Ransomware on the servers', systems: ['identity', 'files'] }],
});
