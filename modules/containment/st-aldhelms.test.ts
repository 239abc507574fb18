/** The risk: a picture of the sample hospital that somebody who works in one would laugh at. */
import { loadEstate, loadRegisters } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { beforeAll, expect, test } from 'vitest';
import { type Containment, createContainment, type Reach } from './index.ts';

let containment: Containment;
let fromWard: Reach;

beforeAll(async () => {
  containment = createContainment({
    estate: await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms')),
  });
  fromWard = containment.reach(['sah-w07-pc03']);
});

const steps = (reach: Reach, id: string) => reach.assets.find(({ asset }) => asset === id)?.steps;
const risk = (reach: Reach, id: string) => reach.services.find(({ service }) => service === id);

test('a ward workstation hits no service yet, and the flat network puts scanners and directory one step away', () => {
  expect(fromWard.services.filter(({ state }) => state === 'hit')).toEqual([]);
  expect(steps(fromWard, 'sah-ct01')).toBe(1);
  expect(steps(fromWard, 'sah-dc01')).toBe(1);
  expect(risk(fromWard, 'stroke')).toMatchObject({
    strength: 'stops',
    steps: 1,
    dependency: ['ct', 'stroke'],
  });
});

test("blood and pathology are lost through the shared supplier's network, three steps away", () => {
  expect(risk(fromWard, 'transfusion')?.path.map(({ to }) => to)).toContain('sah-limsgw01');
  expect(risk(fromWard, 'pathology')).toMatchObject({ steps_to_stop: 3 });
  const fromPartner = containment.reach(['hpp-limsif01'], { maxSteps: 1 });
  expect(risk(fromPartner, 'pathology')).toMatchObject({ state: 'hit', strength: 'stops' });
  expect(risk(fromPartner, 'transfusion')).toMatchObject({ steps_to_stop: 1 });
});

test('what is done well holds: radiotherapy, building controls, telephones and the backup vault are out of reach', () => {
  for (const id of ['sah-linac01', 'sah-rtois01', 'sah-bms01', 'sah-cucm01', 'sah-ncall01', 'sah-vault01']) {
    expect(steps(fromWard, id), id).toBeUndefined();
  }
  expect(risk(fromWard, 'cancer-care')?.steps_to_stop).toBeNull();
  expect(steps(fromWard, 'sah-pump01'), 'pumps only behind prescribing and their gateway').toBe(3);
  expect(steps(fromWard, 'sah-esx01'), 'the platform only behind the backup servers').toBe(2);
});

test('not everything is one step away', () => {
  const at = (n: number) => fromWard.assets.filter((asset) => asset.steps === n).length;
  expect(at(2)).toBeGreaterThan(50);
  expect(at(3)).toBeGreaterThan(20);
  expect(fromWard.assets.length).toBeLessThan(560);
});

test('with a domain controller everybody’s credentials are gone: the way back in is shut, and no account is given new ones alone', async () => {
  const folder = projectPath('content', 'hospitals', 'st-aldhelms');
  const estate = await loadEstate(folder);
  const { entries } = await loadRegisters(folder, estate);
  const { propose } = createContainment({ estate, entries, today: () => '2026-03-11' });
  const options = { horizon: 1_440, hour: 3 };
  const {
    directories,
    taken,
    options: answers,
    proved,
  } = propose({ assets: ['sah-dc01'], accounts: [] }, options);
  expect({ directories, taken, proved }).toEqual({ directories: ['st-aldhelms'], taken: [], proved: true });
  const proposed = answers.find(({ name }) => name === 'proposed')!;
  expect(proposed.actions.map(({ id }) => id).sort()).toEqual([
    'block-flow:internet-to-portal',
    'isolate-asset:sah-dc01',
  ]);
  expect(proposed.assets_reached).toBe(1);
  // Likewise with an account that may replicate it.
  expect(propose({ assets: [], accounts: ['svc-aadsync'] }, options).directories).toEqual(['st-aldhelms']);
});

test('a supplier who was attacked is shut out by one action, and nothing of the hospital falls', async () => {
  const folder = projectPath('content', 'hospitals', 'st-aldhelms');
  const estate = await loadEstate(folder);
  const { entries } = await loadRegisters(folder, estate);
  const { propose, blast } = createContainment({ estate, entries, today: () => '2026-03-11' });
  const imaging = { assets: [], accounts: [], suppliers: ['corvane-imaging'] };
  const reached = blast(imaging, 1_440);
  expect(reached.assets.map(({ asset }) => asset)).toEqual(
    expect.arrayContaining(['sah-supjmp01', 'sah-ct01']),
  );
  const [nothing, , proposed] = propose(imaging, { horizon: 1_440, hour: 3 }).options;
  expect(nothing!.services.map(({ service }) => service)).toContain('stroke');
  expect(proposed).toMatchObject({
    assets_reached: 0,
    services: [],
    actions: [{ id: 'cut-supplier:corvane-imaging' }],
  });
  // The partnership is an organisation too: its hosts count as held, and the laboratory with them.
  const partner = blast({ ...imaging, suppliers: ['harrowmere-pathology'] }, 0);
  expect(partner.assets.map(({ asset }) => asset)).toContain('hpp-limsdb01');
  expect(partner.services).toContainEqual(
    expect.objectContaining({ service: 'pathology', stopped: expect.anything() }),
  );
});

test('accounts used on a workstation get new credentials once it is off the network, which costs less than to disable them', async () => {
  const folder = projectPath('content', 'hospitals', 'st-aldhelms');
  const estate = await loadEstate(folder);
  const { entries } = await loadRegisters(folder, estate);
  const { propose } = createContainment({ estate, entries, today: () => '2026-03-11' });
  const held = { assets: ['sah-fin-pc03'], accounts: ['fin-ap3'] };
  const proposed = propose(held, { horizon: 1_440, hour: 3 }).options[2]!;
  expect(proposed.actions.map(({ id }) => id).sort()).toEqual([
    'isolate-asset:sah-fin-pc03',
    'reset-credentials:adm-desk2',
    'reset-credentials:fin-ap3',
  ]);
});
