/** Risk: a rule goes live on figures from the wrong place, or its mistakes are not told where they are. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Backtest, backtestRoutes } from '@cordon/detection';
import { openEvents } from '@cordon/platform/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cordon } from './test/cordon.ts';
import { startPart } from './test/running.ts';

const home = mkdtempSync(join(tmpdir(), 'cordon-backtest-cli-'));
const data = join(home, 'hospital');
const rule = join(home, 'rule.yml');
const broken = join(home, 'broken.yml');

const event = (n: number) => ({
  id: `e${n}`,
  org: 'RXX',
  time: `2026-03-1${n}T10:00:00.000Z`,
  source: 'windows|Security|4688|json',
  format: 'windows-json',
  host: 'pacs-01',
  account: `user${n}\u001b]0;owned`,
  src: null,
  dst: null,
  file: 'a.log',
  record_id: String(n),
  raw: JSON.stringify({
    EventID: 4688,
    Channel: 'Security',
    CommandLine: n === 2 ? 'whoami' : 'vssadmin delete shadows',
  }),
});

describe('cordon rules backtest', () => {
  beforeAll(async () => {
    mkdirSync(data, { recursive: true });
    const text = `title: Shadow copies deleted
id: 6f1a0c70-8d0b-4e0b-9a61-3d2b4f6b8c11
logsource: { product: windows, category: process_creation }
detection:
  words: { CommandLine|contains|all: [delete, shadows] }
  condition: words
`;
    writeFileSync(rule, text);
    writeFileSync(broken, text.replace('condition: words', 'condition: word'));
    const store = await openEvents({ dir: join(data, 'events') });
    await store.append([1, 2, 4].map(event));
    await store.close();
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('reads the folder itself while no Cordon runs, and harms no terminal', async () => {
    const { code, out } = await cordon(['rules', 'backtest', rule, '--data', data]);
    expect(code).toBe(1);
    expect(out).toContain('2 hits in 3 events of 1 log sources');
    expect(out).toMatch(
      /2026-03-11 +1 +1 +█+\n2026-03-12 +0 +1\n2026-03-13 +0 +0 +no logs\n2026-03-14 +1 +1 +█/,
    );
    expect(out).toMatch(/THE FIRST HITS\n2026-03-11T10:00:00.000Z {2}pacs-01 .*e1\n {4}CommandLine contains/);
    expect(out).not.toContain('\u001b');
  });

  it('says where a rule is wrong, and that there is no such rule', async () => {
    const [wrong, none] = await Promise.all([
      cordon(['rules', 'backtest', broken, '--data', data]),
      cordon(['rules', 'backtest', 'nothing-like-it', '--data', join(home, 'elsewhere')]),
    ]);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/Line \d: .*word.*\n.*Correct/);
    expect(none.code).toBe(2);
    expect(none.err).toMatch(/no stored events/);
  });

  it('asks a running Cordon, which holds the folder', async () => {
    const store = await openEvents({ dir: join(data, 'events') });
    const { app } = await startPart(data, (part) =>
      backtestRoutes(part, () => ({
        loaded: () => ({ rules: [], filters: [] }),
        events: store,
        orgs: ['RXX'],
        now: () => new Date('2026-11-25'),
      })),
    );
    try {
      const args = ['rules', 'backtest', rule, '--data', data, '--format', 'json'];
      const { code, out } = await cordon([...args, '--until', '2026-03-12']);
      expect(code).toBe(1);
      expect(JSON.parse(out) as Backtest).toMatchObject({
        hits: 1,
        events: 1,
        hosts: [{ name: 'pacs-01', hits: 1 }],
      });
    } finally {
      await app.close();
      await store.close();
      rmSync(join(data, 'address'));
    }
  });
});
