/** The risks: a plan for another host than the one that was named; a table that hides that it is reckoned, or that nothing was done. */
import { Outcome, Proposal } from '@cordon/containment';
import { projectPath } from '@cordon/platform/root';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { containCommand } from './contain.ts';
import { spreadCommand } from './spread.ts';

const estate = [projectPath('content', 'hospitals', 'st-aldhelms')];
const asked = { account: [], supplier: [], estate, hours: 24, format: 'table' } as const;

test('a host is found by name or address, and the plan for it is told with what it does not know', async () => {
  const account = ['STALDHELMS\\fin.ap3'];
  const json = await containCommand(['SAH-FIN-PC03', '10.64.0.10'], { ...asked, account, format: 'json' });
  expect(Proposal.parse(JSON.parse(json)).held).toEqual({
    assets: ['sah-fin-pc03', 'sah-ras01'],
    accounts: ['fin-ap3'],
    suppliers: [],
  });
  const text = await containCommand(['SAH-FIN-PC03'], { ...asked, account });
  expect(text).toContain('Take SAH-FIN-PC03 off the network');
  expect(text).toContain('no clinical safety officer has confirmed');
  expect(text).toContain('Nothing has been done.');
  expect(text).toMatch(/Do nothing +Proposed plan +Cut everything\nPatient-hours +[\d,]+ +[\d,]+ +[\d,]+\n/);
  expect(text.indexOf('Proposed plan, in the order')).toBeLessThan(text.indexOf('\nDo nothing\n'));
  expect(text).toMatch(/Critical care \(18 beds\): Critical care stopped; \d+ devices reached/);
  expect(text).toMatch(/and \d+ more \(--format json lists them\)/);
  expect(text).toMatch(
    /of between [\d,]+ and [\d,]+ people, and more in \d+ systems that nobody has counted/,
  );
  expect(text).toMatch(
    /Electronic patient record .*: identity, .*; 412,000 people; readable after \d+ to \d+ min/,
  );
});

test('a host or an account that nobody knows is refused before anything is worked out', async () => {
  await expect(containCommand(['SAH-FIN-PC99'], asked)).rejects.toMatchObject({ code: 'UNKNOWN_HOST' });
  await expect(containCommand(['SAH-FIN-PC03'], { ...asked, account: ['nobody'] })).rejects.toMatchObject({
    code: 'UNKNOWN_ACCOUNT',
  });
});

test('a budget is kept, and JSON is what the schema says', async () => {
  const text = await containCommand(['SAH-FIN-PC03', 'SAH-FS01'], { ...asked, atMost: 1, format: 'json' });
  const { options } = Proposal.parse(JSON.parse(text));
  expect(options.find(({ name }) => name === 'proposed')?.actions.length).toBe(1);
});

test('attacks are played as named, and the table says that it is simulated', async () => {
  const played = { estate, attack: ['worm'], plays: 5 };
  const outcomes = z.array(Outcome).parse(JSON.parse(await spreadCommand({ ...played, format: 'json' })));
  expect(new Set(outcomes.map(({ attack }) => attack))).toEqual(new Set(['worm']));
  expect(await spreadCommand({ ...played, format: 'table' })).toContain('Simulated');
  await expect(spreadCommand({ ...played, attack: ['flood'], format: 'table' })).rejects.toMatchObject({
    code: 'UNKNOWN_ATTACK',
  });
});

test('several hospitals are one question, and a name that two of them have is asked about', async () => {
  const both = {
    ...asked,
    estate: [...estate, projectPath('content', 'hospitals', 'northmoor')],
    format: 'json',
  } as const;
  const text = await containCommand([], { ...both, supplier: ['Corvane Imaging'] });
  const [nothing, , proposed] = Proposal.parse(JSON.parse(text)).options;
  const hit = nothing!.services.map(({ service }) => service);
  expect(hit).toEqual(expect.arrayContaining(['st-aldhelms-stroke', 'northmoor-stroke']));
  expect(proposed!.actions.map(({ id }) => id)).toEqual(['cut-supplier:corvane-imaging']);
  await expect(containCommand([], { ...both, account: ['adm.domain1'] })).rejects.toMatchObject({
    code: 'AMBIGUOUS_NAME',
  });
  await expect(containCommand([], both)).rejects.toMatchObject({ code: 'NOTHING_HELD' });
});
