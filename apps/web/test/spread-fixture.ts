/** How far an intruder gets in the fixture hospital: from one of its servers, as containment reckons it. */
import { createContainment, SpreadOverTime } from '@cordon/containment';
import { createEstate } from '@cordon/estate';
import { estate } from './estate-fixture.ts';

const containment = createContainment({
  estate: createEstate(estate),
  today: () => '2026-03-13',
});
const start = estate.assets.find(({ hostname }) => hostname === 'SAH-SRV-001')!;

export const spread = SpreadOverTime.parse({
  ...containment.overTime({ assets: [start.id], accounts: [] }, 1_440),
  named: [{ kind: 'asset', id: start.id, name: start.hostname, zone: start.zone }],
  unknown: ['laptop-of-a-visitor'],
});
