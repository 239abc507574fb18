/** Guards: a rule that stays silent and nobody can find out why; a record that steers the terminal it is shown on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cordon } from './test/cordon.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-explain-'));
const log = join(dir, 'events.ndjson');
const rule = join(dir, 'rule.yml');

const record = (n: number, command: string): string =>
  JSON.stringify({
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Computer: 'ws1',
    EventRecordID: n,
    '@timestamp': '2026-03-18T10:00:00.000Z',
    Image: 'C:\\Windows\\System32\\vssadmin.exe',
    CommandLine: command,
  });

describe('cordon explain', () => {
  beforeAll(() => {
    writeFileSync(
      log,
      `${record(1, 'vssadmin delete shadows')}\n${record(2, 'vssadmin list \u001b[2J writers')}\n{"EventID":4624,"Channel":"Security","EventRecordID":3}\n`,
    );
    writeFileSync(
      rule,
      `title: Shadow copies deleted
id: 5b8f4c6e-9d59-4f0f-a1c8-1f2f3a9c7d10
logsource: { product: windows, category: process_creation }
detection:
  tool: { Image|endswith: '\\vssadmin.exe' }
  words: { CommandLine|contains: delete }
  condition: tool and words
`,
    );
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('says of each event that the rule is about why it matched, or which test failed on what', async () => {
    const { code, out } = await cordon(['explain', log, '--rule', rule]);
    expect(code).toBe(1);
    expect(out).toMatch(/record 1, .*\n {2}matches "Shadow copies deleted"/);
    expect(out).toMatch(/record 2, .*\n {2}does not match/);
    expect(out).toMatch(/✗ words\n {6}✗ CommandLine contains delete : vssadmin list ·\[2J writers/);
    expect(out).toMatch(/1 of 2 match; 3 events read/);
    expect(out).not.toContain('\u001b');
  });

  it('says when a record is of another log source, or is not there', async () => {
    const other = await cordon(['explain', log, '--rule', rule, '--record', '3']);
    expect([other.code, other.out]).toEqual([
      0,
      'Record 3 is not of windows/process_creation, which "Shadow copies deleted" is about; 3 events read.\n',
    ]);
    expect((await cordon(['explain', log, '--rule', rule, '--record', '9'])).out).toBe(
      'No record 9; 3 events read.\n',
    );
  });

  it('says why a rule cannot be asked: unknown, or refused and where', async () => {
    const unknown = await cordon(['explain', log, '--rule', 'No such rule']);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toMatch(/There is no rule "No such rule" among the \d+ loaded/);
    const broken = join(dir, 'broken.yml');
    writeFileSync(broken, 'title: Broken\nlogsource: { product: windows }\ndetection: { a: { b: c } }\n');
    const refused = await cordon(['explain', log, '--rule', broken]);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/The rule was refused: .*broken\.yml:\d+: /);
  });
});
