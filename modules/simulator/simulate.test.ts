import { createHash } from 'node:crypto';
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Emitted, Scenario, SimulateOptions } from './model.ts';
import { listScenarios, loadScenario } from './scenario.ts';
import { simulate } from './simulate.ts';
import { testHospital } from './test-hospital.ts';

const hashOf = (records: Iterable<Emitted>): string => {
  const hash = createHash('sha256');
  for (const each of records) hash.update(JSON.stringify(each));
  return hash.digest('hex');
};

const run = async (name: string, options: Partial<SimulateOptions> = {}): Promise<Emitted[]> => [
  ...simulate({ estate: testHospital(), scenario: await loadScenario(name), seed: 1, rate: 4, ...options }),
];

const beginning = (scenario: Scenario): number => Date.parse(scenario.start);

test('the same seed gives the same bytes, another seed gives others', async () => {
  const scenario = await loadScenario('hse-2021');
  const hash = (seed: number): string =>
    hashOf(simulate({ estate: testHospital(), scenario, seed, rate: 2 }));
  const first = hash(7);
  expect(hash(7)).toBe(first);
  expect(hash(8)).not.toBe(first);
});

test('two simulations made side by side do not disturb each other', async () => {
  const alone = await run('portal-no-mfa');
  const options = { estate: testHospital(), scenario: await loadScenario('portal-no-mfa'), seed: 1, rate: 4 };
  const a = simulate(options);
  const b = simulate({ ...options, seed: 2 });
  const woven: Emitted[] = [];
  for (;;) {
    const next = a.next();
    b.next();
    if (next.done) break;
    woven.push(next.value);
  }
  expect(hashOf(woven)).toBe(hashOf(alone));
});

test('a scenario changes nothing in the ordinary life around it until a host falls silent', async () => {
  const scenario = await loadScenario('insider-snooping');
  // Record numbers move when records are added; everything else of an ordinary record must stay.
  const ordinary = (records: Iterable<Emitted>): string[] =>
    [...records].flatMap((each) => (each.truth === null ? [each.line.replace(/"record_id":"\d+"/, '')] : []));
  const options = { estate: testHospital(), seed: 3, rate: 6 };
  const quiet = ordinary(simulate({ ...options, scenario: { ...scenario, steps: [] } }));
  const disturbed = ordinary(simulate({ ...options, scenario }));
  expect(disturbed).toEqual(quiet);
});

test('records come in time order and inside the simulated time, whatever the seed and the rate', async () => {
  const names = await listScenarios();
  const scenarios = await Promise.all(names.map((name) => loadScenario(name)));
  fc.assert(
    fc.property(
      fc.constantFrom(...scenarios),
      fc.integer(),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (scenario, seed, rate) => {
        let last = '';
        const end = beginning(scenario) + scenario.duration;
        for (const { time } of simulate({ estate: testHospital(), scenario, seed, rate })) {
          if (time < last) throw new Error(`${time} after ${last}`);
          last = time;
        }
        expect(last === '' || Date.parse(last) < end).toBe(true);
      },
    ),
    { numRuns: 8 },
  );
});

test('record numbers rise one by one within a host and channel, as a gap would look like a cleared log', async () => {
  const last = new Map<string, number>();
  for (const { stream, line } of await run('hse-2021')) {
    if (!stream.startsWith('windows/')) continue;
    const { winlog } = JSON.parse(line);
    const key = `${winlog.computer_name} ${winlog.channel}`;
    const before = last.get(key);
    if (before !== undefined && Number(winlog.record_id) !== before + 1)
      throw new Error(`${key}: ${winlog.record_id} after ${before}`);
    last.set(key, Number(winlog.record_id));
  }
  expect(last.size).toBeGreaterThan(20);
});

test('an ordinary day holds no scripted record', async () => {
  const records = await run('ordinary-day');
  expect(records.length).toBeGreaterThan(1000);
  expect(records.filter((each) => each.truth !== null)).toEqual([]);
});

test.each(['hse-2021', 'portal-no-mfa', 'insider-snooping'])(
  'every step of %s writes something, and not before its time',
  async (name) => {
    const scenario = await loadScenario(name);
    const first = new Map<string, string>();
    for (const { time, truth } of await run(name, { rate: 0 })) {
      if (truth === null) throw new Error('an ordinary record at rate 0');
      if (!first.has(truth)) first.set(truth, time);
    }
    for (const step of scenario.steps) {
      expect(first.has(step.id), step.id).toBe(true);
      expect(Date.parse(first.get(step.id)!)).toBeGreaterThanOrEqual(beginning(scenario) + step.at);
    }
    expect([...first.keys()].sort()).toEqual(scenario.steps.map((step) => step.id).sort());
  },
);

test('the first signal of the chain of 2021 comes 32 hours before the encryption', async () => {
  const scenario = await loadScenario('hse-2021');
  const at = (id: string | undefined): number => scenario.steps.find((step) => step.id === id)!.at;
  expect(scenario.first_signal).toBe('first-beacon');
  expect(at(scenario.detonation) - at(scenario.first_signal)).toBeGreaterThan(32 * 3_600_000);
  expect(new Date(beginning(scenario) + at(scenario.detonation)).toISOString()).toContain('T01:00:00');
});

test('encrypted hosts fall silent: their own logs and traffic stop, others go on', async () => {
  const records = await run('hse-2021', { rate: 12 });
  const late = records.filter((each) => each.truth === null && each.time > '2026-03-13T01:45');
  const hosts = new Set(
    late.flatMap((each) =>
      each.stream.startsWith('windows/') ? [JSON.parse(each.line).winlog.computer_name] : [],
    ),
  );
  expect([...hosts]).toEqual([]);
  expect(late.length).toBeGreaterThan(0);
});

test('the sample hospital has a believable 36 hours: as many records as asked for, fewer at night, all sources', async () => {
  const estate = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
  const scenario = await loadScenario('hse-2021');
  const byHour = new Map<string, number>();
  const streams = new Map<string, number>();
  let ordinary = 0;
  let scripted = 0;
  for (const { time, stream, truth } of simulate({ estate, scenario, seed: 1 })) {
    streams.set(stream, (streams.get(stream) ?? 0) + 1);
    if (truth !== null) {
      scripted++;
      continue;
    }
    ordinary++;
    const hour = time.slice(0, 13);
    byHour.set(hour, (byHour.get(hour) ?? 0) + 1);
  }
  expect(ordinary).toBeGreaterThan(60_000);
  expect(ordinary).toBeLessThan(100_000);
  expect(scripted).toBeGreaterThan(3000);
  expect(scripted).toBeLessThan(15_000);
  expect(byHour.get('2026-03-12T10')!).toBeGreaterThan(2.5 * byHour.get('2026-03-12T05')!);
  for (const stream of [
    'windows/security.ndjson',
    'windows/sysmon.ndjson',
    'windows/defender.ndjson',
    'windows/powershell.ndjson',
    'windows/system.ndjson',
    'windows/task-scheduler.ndjson',
    'zeek/conn.log',
    'zeek/dns.log',
    'zeek/http.log',
    'zeek/ssl.log',
    'zeek/smb_mapping.log',
    'zeek/kerberos.log',
    'suricata/eve.json',
    'syslog/firewall.log',
    'syslog/remote-access.log',
    'fhir/audit-events.ndjson',
  ]) {
    expect(streams.get(stream) ?? 0, stream).toBeGreaterThan(50);
  }
});

test('twice the rate gives about twice the ordinary records', async () => {
  const count = async (rate: number): Promise<number> => (await run('ordinary-day', { rate })).length;
  const [low, high] = [await count(5), await count(10)];
  expect(high / low).toBeGreaterThan(1.8);
  expect(high / low).toBeLessThan(2.2);
  expect(low).toBeGreaterThan(0.85 * 5 * 1440);
  expect(low).toBeLessThan(1.15 * 5 * 1440);
});

test('a start of one’s own moves everything, and nothing else', async () => {
  const records = await run('portal-no-mfa', { start: new Date('2027-06-01T18:00:00Z'), rate: 0 });
  expect(records[0]!.time).toMatch(/^2027-06-01T19:2/);
});

test.each([
  [
    'workstations',
    /lacks: a workstation/,
    (e: ReturnType<typeof testHospital>) => ({
      ...e,
      assets: e.assets.filter((a) => a.kind !== 'workstation'),
    }),
  ],
  [
    'a controller',
    /domain controller/,
    (e: ReturnType<typeof testHospital>) => ({ ...e, assets: e.assets.filter((a) => a.id !== 'dc1') }),
  ],
  [
    'service accounts',
    /account of kind service/,
    (e: ReturnType<typeof testHospital>) => ({
      ...e,
      accounts: e.accounts.filter((a) => a.kind !== 'service'),
    }),
  ],
  [
    'a backup server',
    /"backup-servers" needs 1 host.*kind backup/,
    (e: ReturnType<typeof testHospital>) => ({ ...e, assets: e.assets.filter((a) => a.kind !== 'backup') }),
  ],
])(
  'a hospital without %s is refused before the first record, in plain words',
  async (_what, message, without) => {
    const scenario = await loadScenario('hse-2021');
    expect(() => simulate({ estate: without(testHospital()), scenario, seed: 1 }).next()).toThrow(message);
  },
);

test.each([
  [{ seed: 1.5 }, /seed/],
  [{ rate: -1 }, /rate/],
  [{ rate: Number.NaN }, /rate/],
  [{ start: new Date('never') }, /start/],
])('%j is refused', async (options, message) => {
  const scenario = await loadScenario('ordinary-day');
  expect(() => simulate({ estate: testHospital(), scenario, seed: 1, ...options }).next()).toThrow(message);
});
