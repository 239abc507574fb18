/** Guards: one conversation counted as two, from the wrong end. */
import { expect, test } from 'vitest';
import type { Claim } from '../claim.ts';
import { readSample } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));
const flow = (claim: Claim) =>
  claim.about === 'flow' ? [claim.from, claim.to, claim.protocol, claim.port, claim.times, claim.bytes] : [];

test('NetFlow: both directions are one conversation, from who called', () => {
  const netflow = sample('nfdump.csv');
  expect(netflow.about('flow').map(flow)).toEqual([
    ['10.64.30.14', '10.64.12.21', 'tcp', 1433, 2, 11_400],
    ['10.64.30.14', '10.64.12.1', 'icmp', null, 1, 84],
  ]);
});
