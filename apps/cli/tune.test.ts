/** Risk: tuning from the terminal that hides more than was shown, is saved unasked, or owned by nobody. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDetect,
  type Finding,
  openRulebook,
  readInput,
  rulebookRoutes,
  saveFindings,
} from '@cordon/detection';
import { migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { openEvents } from '@cordon/platform/events';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cordon } from './test/cordon.ts';
import { startPart } from './test/running.ts';

const data = mkdtempSync(join(tmpdir(), 'cordon-tune-cli-'));
const own = join(data, 'rules', 'own');
const closing: (() => Promise<unknown>)[] = [];
let findings: Finding[] = [];

beforeAll(async () => {
  mkdirSync(own, { recursive: true });
  writeFileSync(
    join(own, 'odd.yml'),
    'title: Odd tool\nid: odd-tool\nlogsource: { product: windows, category: process_creation }\ndetection: { a: { Image|endswith: odd.exe }, condition: a }\n',
  );
  const rulebook = await openRulebook({ folder: join(data, 'rules'), cacheDir: null });
  const database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'detection', projectPath('modules/detection/migrations'));
  await secureOrganisations(database, []);
  const events = await openEvents({ dir: join(data, 'events') });
  const detect = createDetect(rulebook.current().ruleSet);
  const lines = ['svc-scan', 'someone'].map((User, n) =>
    JSON.stringify({
      EventID: 1,
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      EventRecordID: n,
      Computer: 'WS-014',
      UtcTime: `2026-03-18 10:00:0${n}.000`,
      Image: 'C:\\odd.exe',
      User,
    }),
  );
  async function* bytes() {
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
  for await (const batch of readInput('a.ndjson', bytes()))
    findings.push(...batch.flatMap((one) => detect(one)));
  findings = await saveFindings(
    database.within('sah').tables(),
    findings.filter(({ rule_id }) => rule_id === 'odd-tool'),
  );
  const { app } = await startPart(data, (part) =>
    rulebookRoutes(part, () => ({
      rulebook,
      db: database.within('sah').tables(),
      record: async () => {},
      seen: async () => undefined,
      changed: () => {},
      now: () => new Date(),
    })),
  );
  closing.push(
    () => app.close(),
    () => events.close(),
    () => database.close(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(data, { recursive: true, force: true });
});

const saved = () => readdirSync(join(own, 'filters')).filter((name) => name.endsWith('.yml'));

it('lists what to choose from, shows what it would hide, and saves only when asked', async () => {
  const { id } = findings.find(({ account }) => account?.includes('svc-scan'))!;
  const tune = (...args: string[]) => cordon(['rules', 'tune', id, '--data', data, ...args]);
  const why = ['--because', 'the scanner, every night', '--until', '2999-12-31', '--owner', 'Scanning team'];
  const fields = await tune();
  expect(fields.out).toMatch(/^\* Image +C:\\odd\.exe$/m);
  expect(fields.out).toMatch(/^ {2}User +svc-scan$/m);
  const shown = await tune('--field', 'User', ...why);
  expect(shown.out).toContain('It would have hidden 1 of the newest 2 findings');
  expect(shown.out).toContain('author: Scanning team');
  expect(saved()).toEqual([]);
  const unowned = await tune('--field', 'User', '--save');
  expect([unowned.code, unowned.err]).toEqual([2, expect.stringContaining('needs a reason')]);
  expect((await tune('--field', 'Nothing', ...why, '--save')).err).toContain('no field "Nothing"');
  expect(saved()).toEqual([]);
  expect((await tune('--field', 'User', ...why, '--save')).out).toContain('Saved as');
  expect(saved()).toHaveLength(1);
}, 60_000);

it('says that it needs a running Cordon', async () => {
  const outcome = await cordon(['rules', 'tune', 'x', '--data', join(data, 'nowhere')]);
  expect([outcome.code, outcome.err]).toEqual([2, expect.stringContaining('No Cordon is running here')]);
}, 20_000);
