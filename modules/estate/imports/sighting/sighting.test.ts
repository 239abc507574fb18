/** Guards: something that was added after it was seen, and that is lost or becomes another when the next one is added. */
import { expect, test } from 'vitest';
import { readSample } from '../testing/sample.ts';
import { sightedIn } from './index.ts';

const read = readSample(new URL('./samples/sightings.json', import.meta.url));

test('each is an asset or an account with what was seen of it; what is neither is told and left out', () => {
  expect(read.kinds).toEqual(['sighting']);
  expect(read.claims.map(({ about }) => about)).toEqual(['asset', 'asset', 'account']);
  expect(read.about('asset').map(({ keys, fields }) => [keys.join(' '), fields])).toEqual([
    ['address:10.64.85.250', { zone: 'imaging-vlan', notes: 'Seen since 2026-03-02; answers on tcp 104' }],
    [
      'fqdn:sah-lt-9.staldhelms.nhs.example host:sah-lt-9',
      { hostname: 'SAH-LT-9.staldhelms.nhs.example', notes: 'Named in 3 findings' },
    ],
  ]);
  expect(read.problems.length).toBe(3);
});

test('what is kept of it says again what was given', () => {
  expect(read.claims.map(sightedIn)).toEqual([
    {
      ...{ kind: 'address', name: '10.64.85.250', zone: 'imaging-vlan' },
      ...{ last_seen: '2026-03-17T21:00:00.000Z', told: 'Seen since 2026-03-02; answers on tcp 104' },
    },
    {
      ...{ kind: 'host', name: 'SAH-LT-9.staldhelms.nhs.example', zone: null },
      ...{ last_seen: '2026-03-17T22:00:00.000Z', told: 'Named in 3 findings' },
    },
    {
      ...{ kind: 'account', name: 'svc-new', zone: null },
      ...{ last_seen: '2026-03-17T22:00:00.000Z', told: 'Named in 1 finding' },
    },
  ]);
});
