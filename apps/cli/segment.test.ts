/** The risks: what was seen is lost from one file to the next; lines are given for another hospital than the one that was watched. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlowsSeen } from '@cordon/detection';
import { projectPath } from '@cordon/platform/root';
import { SegmentationView } from '@cordon/segmentation';
import { afterAll, expect, test } from 'vitest';
import { containCommand } from './contain.ts';
import {
  discoveredCommand,
  exportSegmentCommand,
  observeCommand,
  recommendCommand,
  simulateSegmentCommand,
} from './segment.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-segment-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const estate = projectPath('content', 'hospitals', 'st-aldhelms');
const into = join(dir, 'seen.json');
const asked = { seen: into, estate, settle: 14, often: 2, format: 'table' } as const;

/** A workstation on the wards calls the record's web front end, and something nobody knows calls the archive. */
const conn = (day: number, from: string, to: string, port: number): string =>
  JSON.stringify({
    ...{ _path: 'conn', ts: Date.parse(`2026-03-${String(day).padStart(2, '0')}T10:00:00Z`) / 1000 },
    ...{ 'id.orig_h': from, 'id.orig_p': 50_000, 'id.resp_h': to, 'id.resp_p': port },
    ...{ proto: 'tcp', conn_state: 'SF', orig_bytes: 1, resp_bytes: 1 },
  });
const logOf = (days: readonly number[]): string => {
  const path = join(dir, `conn-${days[0]}.log`);
  const lines = days.flatMap((day) => [
    conn(day, '10.64.18.20', '10.64.72.20', 443),
    conn(day, '10.64.85.250', '10.64.73.30', 104),
  ]);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

test('what was seen in one file is joined with what was seen in others, and leads to lines that were read back', async () => {
  const days = Array.from({ length: 20 }, (_, i) => i + 1);
  await observeCommand([logOf(days.slice(0, 10))], { into, estate });
  expect(await observeCommand([logOf(days.slice(10))], { into, estate })).toContain('seen on 20 days');
  const { flows } = FlowsSeen.parse(JSON.parse(readFileSync(into, 'utf8')));
  expect(flows.map(({ times }) => times)).toEqual([20, 20]);

  const json = await recommendCommand({ ...asked, format: 'json' });
  const { recommendation } = SegmentationView.parse(JSON.parse(json));
  expect(recommendation.pairs).toContainEqual(
    expect.objectContaining({ from: 'user-lan', to: 'clinical-lan', state: 'stable' }),
  );
  expect(await recommendCommand(asked)).toContain('Cordon has asked no device anything');
  expect(await discoveredCommand({ ...asked, format: 'csv' })).toContain('10.64.85.250,imaging-vlan');
  expect(await simulateSegmentCommand(asked)).toMatch(/Visibility only +Selective +Full[\s\S]*Simulated/);

  const held = {
    account: [],
    supplier: [],
    estate: [estate],
    hours: 24,
    seen: into,
    format: 'table',
  } as const;
  expect(await containCommand(['10.64.18.20'], held)).toContain(
    'would break 1 of the flows of the last 30 days',
  );

  const { lines, told } = await exportSegmentCommand({ ...asked, firewall: 'nftables', mode: 'selective' });
  expect(lines).toContain('iifname "user-lan" oifname "clinical-lan"');
  expect(told).toContain('read back: exactly what was meant passes');
}, 60_000);

test('what was seen is asked together with the hospital that it was seen in, which may keep it, and is what observe wrote', async () => {
  const { estate: _, ...half } = asked;
  await expect(recommendCommand(half)).rejects.toMatchObject({ code: 'HALF_GIVEN' });
  const { seen: __, ...ofFolder } = asked;
  expect(await recommendCommand(ofFolder)).toContain('Simulated, like the hospital');
  const other = join(dir, 'other.json');
  writeFileSync(other, '{"flows":[{"from":1}]}');
  await expect(recommendCommand({ ...asked, seen: other })).rejects.toMatchObject({ code: 'NOT_SEEN' });
});
