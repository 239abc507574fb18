/** The risks: a refusal loses its reason on the way from the thread; one that failed holds up those who ask after it. */
import { expect, test } from 'vitest';
import { usually } from './index.ts';
import { daily, flow, hospital } from './testing.ts';
import { onThread } from './thread.ts';

test('what the thread says is what would be said here, refusals with their reason, one after the other', async () => {
  const estate = hospital([flow('wide', 'users', 'servers', ['443'])]);
  const seen = { flows: [daily('10.1.0.1', '10.2.0.1', 443)] };
  const thread = onThread({ estate, entries: [], seen, today: '2026-03-30' }, usually);
  const [refused, view] = await Promise.allSettled([
    thread.export({ kind: 'nftables', mode: 'visibility' }),
    thread.view(),
  ]);
  expect(refused).toMatchObject({ reason: { code: 'NOTHING_TO_ENFORCE', details: { status: 409 } } });
  expect(view).toMatchObject({ value: { recommendation: { pairs: [{ state: 'stable' }] } } });
}, 60_000);
