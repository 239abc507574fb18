/** The risks: the thread answers otherwise than containment itself; it is ended while it owes an answer; one that died holds up those who ask after it. */
import { loadEstate, loadRegisters } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { expect, test } from 'vitest';
import { createContainment } from './containment.ts';
import { createContainmentThread } from './thread.ts';

const folder = projectPath('content', 'hospitals', 'st-aldhelms');
const held = { assets: ['sah-fin-pc03'], accounts: ['fin-ap3'] };
const options = { horizon: 1_440, hour: 3 };

test('what the thread says is what would be said here, and it ends when what it owes is answered', async () => {
  const estate = await loadEstate(folder);
  const { entries } = await loadRegisters(folder, estate);
  const thread = createContainmentThread({ estate, entries });
  const here = createContainment({ estate, entries });

  const [spread, proposal] = [
    thread.overTime(held, 1_440),
    thread.propose(held, { ...options, patience: 60_000 }),
  ];
  await thread.end();
  expect(await spread).toEqual(here.overTime(held, 1_440));
  expect(await proposal).toEqual(here.propose(held, options));

  // What cannot be asked fails by itself, and the next question finds a thread again.
  await expect(thread.overTime(null as never, 60)).rejects.toMatchObject({ code: 'NOT_WORKED_OUT' });
  expect(await thread.overTime(held, 60)).toEqual(here.overTime(held, 60));
});
