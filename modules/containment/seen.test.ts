/** The risks: something is closed that care uses every day and nobody is told; what nobody watched is told as "none". */
import { type FlowSeen, firstDynamicPort } from '@cordon/detection';
import { expect, test } from 'vitest';
import type { Action } from './model.ts';
import { createSeenBreaks } from './seen.ts';
import { asset, estateOf, flow } from './testing.ts';

const estate = estateOf({
  zones: [
    { id: 'z0', name: 'Wards', kind: 'user', cidrs: ['10.0.0.0/16'] },
    { id: 'z1', name: 'Servers', kind: 'server', cidrs: ['10.1.0.0/16'] },
    { id: 'z2', name: 'Devices', kind: 'device', cidrs: ['10.2.0.0/16'] },
  ],
  systems: [{ id: 'y0', name: 'Record', kind: '', supplier: null, organisation: 'o' }],
  dependencies: [{ from: 's0', to: 'y0', strength: 'stops' }],
  assets: [
    asset('pc', 'z0', null, { addresses: ['10.0.0.1'], location: 'Ward 9' }),
    asset('record', 'z1', 'y0', { addresses: ['10.1.0.1'] }),
    asset('pump', 'z2', null, { addresses: ['10.2.0.1'] }),
  ],
  flows: [flow('web', 'z0', 'y0', ['443', '50000-50010'])],
});
const seen = (from: string, to: string, port: number, times = 1): FlowSeen => ({
  ...{ from, to, protocol: 'tcp', port, times, bytes: 0, day_bits: 0b101 },
  ...{ first_seen: '2026-03-01T00:00:00.000Z', last_seen: '2026-03-03T00:00:00.000Z' },
});
const breaks = (action: Action, ...flows: FlowSeen[]) =>
  createSeenBreaks(estate, { flows })(action, estate.flows);
const isolate = (id: string): Action => ({ kind: 'isolate-asset', asset: id });
const block: Action = { kind: 'block-flow', flow: 'web', ports: ['443'] };

test('an action is told with what was seen that it breaks, the most used first, and whose that is', () => {
  const flows = [
    seen('10.0.0.1', '10.1.0.1', 443, 7),
    seen('10.0.0.9', '10.1.0.1', 443, 9),
    seen('10.0.0.1', '10.1.0.1', 22),
  ];
  expect(breaks(block, ...flows)).toMatchObject({
    flows: 2,
    times: 16,
    most: [
      { from: '10.0.0.9, in Wards and not in the estate', to: 'RECORD', times: 9, days: 2, for: ['s0'] },
      { from: 'PC (Ward 9)', service: 'tcp 443' },
    ],
  });
  expect(breaks(isolate('pc'), ...flows)).toMatchObject({ flows: 2, times: 8 });
  expect(breaks({ kind: 'quarantine-zone', zone: 'z1' }, ...flows)).toMatchObject({ flows: 3 });
});

test('what was seen on a port that machines give out counts for any of them', () => {
  const dynamic: Action = { ...block, ports: ['50000-50010'] };
  expect(breaks(dynamic, seen('10.0.0.1', '10.1.0.1', firstDynamicPort))).toMatchObject({
    flows: 1,
    most: [{ service: 'tcp 49152-65535' }],
  });
});

test('where nothing was watched it is unknown, and none only where something was', () => {
  expect(breaks(isolate('pump'))).toBeNull();
  expect(breaks(isolate('pump'), seen('10.0.0.1', '10.1.0.1', 443))).toBeNull();
  expect(breaks(isolate('pump'), seen('10.0.0.1', '10.2.0.7', 80))).toMatchObject({ flows: 0 });
  // What is seen of both zones with a third says nothing of the two with each other.
  expect(breaks(block, seen('10.0.0.1', '10.2.0.7', 80), seen('10.1.0.1', '10.2.0.7', 80))).toBeNull();
  expect(breaks(block, seen('10.1.0.1', '10.0.0.1', 22))).toMatchObject({ flows: 0 });
  // Flows say nothing of who signs in.
  expect(breaks({ kind: 'disable-account', account: 'a' }, seen('10.0.0.1', '10.1.0.1', 443))).toBeNull();
});
