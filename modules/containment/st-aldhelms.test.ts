/** The risk: a picture of the sample hospital that somebody who works in one would laugh at. */
import { loadEstate } from '@cordon/estate';
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
