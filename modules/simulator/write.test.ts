import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEvtxBuffer } from '@cordon/evtx';
import { expect, test } from 'vitest';
import { loadScenario } from './scenario.ts';
import { testHospital } from './test-hospital.ts';
import { writeSimulation } from './write.ts';

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-simulate-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const lines = async (path: string): Promise<string[]> =>
  (await readFile(path, 'utf8')).split('\n').slice(0, -1);

test('every file holds what the answer says, and truth points at the right lines', () =>
  inFolder(async (folder) => {
    const scenario = await loadScenario('hse-2021');
    const written = await writeSimulation(folder, {
      estate: testHospital(),
      scenario,
      seed: 2,
      rate: 3,
      evtx: false,
    });
    const text: Record<string, string[]> = {};
    let total = 0;
    for (const [name, count] of Object.entries(written.files)) {
      text[name] = await lines(join(folder, name));
      expect(text[name], name).toHaveLength(count);
      if (name !== 'truth.ndjson') total += count;
    }
    expect(total).toBe(written.records);
    const beacons = text['truth.ndjson']!.map((line) => JSON.parse(line)).filter(
      (each) => each.step === 'first-beacon' && each.stream === 'zeek/ssl.log',
    );
    expect(beacons.length).toBeGreaterThan(100);
    for (const each of beacons) {
      expect(each.technique).toBe('T1071.001');
      expect(JSON.parse(text['zeek/ssl.log']![each.line - 1]!)).toMatchObject({
        ts: each.time,
        server_name: 'static.jquery-cdn.example',
      });
    }
    expect(await readFile(join(folder, 'README.txt'), 'utf8')).toMatch(/^SIMULATED DATA\.[\s\S]*Seed {7}2 /);
  }));

test('the controller’s Security log is a real EVTX that loses nothing', () =>
  inFolder(async (folder) => {
    const scenario = await loadScenario('portal-no-mfa');
    const written = await writeSimulation(folder, { estate: testHospital(), scenario, seed: 2, rate: 3 });
    const contents = readEvtxBuffer(await readFile(join(folder, 'windows/dc1-security.evtx')));
    const records = [...contents.records];
    expect(contents.losses).toEqual([]);
    expect(records).toHaveLength(written.files['windows/dc1-security.evtx']!);
    expect(new Set(records.map((record) => record.field('Computer')))).toEqual(new Set(['DC1.test.example']));
    const ordinary = await lines(join(folder, 'windows/security.ndjson'));
    expect(ordinary.some((line) => JSON.parse(line).winlog.computer_name === 'DC1.test.example')).toBe(false);
  }));

test('an ordinary day has an empty truth, so that nobody wonders whether it was lost', () =>
  inFolder(async (folder) => {
    const scenario = await loadScenario('ordinary-day');
    const written = await writeSimulation(folder, { estate: testHospital(), scenario, seed: 2, rate: 1 });
    expect(await readFile(join(folder, 'truth.ndjson'), 'utf8')).toBe('');
    expect(written.steps).toEqual({});
  }));

test('a folder with something in it is left alone', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'patient-list.csv'), 'x');
    const scenario = await loadScenario('ordinary-day');
    await expect(writeSimulation(folder, { estate: testHospital(), scenario, seed: 1 })).rejects.toThrow(
      /is not empty/,
    );
  }));
