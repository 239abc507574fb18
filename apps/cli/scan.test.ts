/** Guards: a scan that says nothing was wrong when something was, and a pipe that gets more or less than findings. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { projectPath } from '@cordon/platform/root';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cordon, type Outcome } from './test/cordon.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-scan-'));
const record = (n: number, command: string): string =>
  JSON.stringify({
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Computer: 'SAH-W09-PC02.staldhelms.nhs.example',
    EventRecordID: n,
    '@timestamp': `2026-03-18T10:00:0${n}.000Z`,
    Image: 'C:\\Windows\\System32\\vssadmin.exe',
    CommandLine: command,
  });
const bad = record(1, 'vssadmin.exe delete shadows /all /quiet');
const calm = record(2, 'vssadmin.exe list writers');

const lines = (
  text: string,
): { rule_id: string; file: string; record_id: string; services: string[] | null }[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('cordon scan', () => {
  beforeAll(() => {
    writeFileSync(join(dir, 'bad.ndjson'), `${bad}\n${calm}\n`);
    writeFileSync(join(dir, 'bad.json.gz'), gzipSync(`${bad}\n`));
    writeFileSync(join(dir, 'broken.ndjson'), `${calm}\n{"half": \n${bad}\n`);
    writeFileSync(
      join(dir, 'noise.bin'),
      Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)),
    );
    writeFileSync(join(dir, 'cut.json.gz'), gzipSync(`${bad}\n`.repeat(2_000)).subarray(0, 150));
    writeFileSync(join(dir, 'empty.log'), '');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("reads what no reader knows by a mapping of one's own, on every thread, and says what is wrong with one", {
    timeout: 60_000,
  }, async () => {
    const doors = mkdtempSync(join(tmpdir(), 'cordon-doors-'));
    const mapping = join(doors, 'doors.yaml');
    const rule = join(doors, 'night.yml');
    writeFileSync(
      mapping,
      'title: Doors\nrecognise: [Badge, Door, When]\nlogsource: { product: doors }\ntime: { field: When }\naccount: Badge\nhost: Door\nfields: { Action: Event }\n',
    );
    writeFileSync(
      rule,
      'title: Forced door\nid: forced\nlogsource: { product: doors }\ndetection: { a: { Action: forced }, condition: a }\n',
    );
    for (const name of ['a', 'b'])
      writeFileSync(
        join(doors, `${name}.csv`),
        'Badge,Door,When,Event\n7,Server room,2026-03-18T02:00:00Z,forced\n',
      );
    const logs = ['a', 'b'].map((name) => join(doors, `${name}.csv`));
    const scanned = await cordon([
      ...['scan', ...logs, '--rules', rule, '--mapping', mapping],
      ...['--format', 'ndjson', '--jobs', '2'],
    ]);
    expect(lines(scanned.out)).toMatchObject([
      { rule_id: 'forced', host: 'server room', account: '7', time: '2026-03-18T02:00:00Z' },
      { rule_id: 'forced' },
    ]);
    writeFileSync(mapping, 'title: Doors\n');
    const refused = await cordon(['scan', ...logs, '--rules', rule, '--mapping', mapping]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('doors.yaml:1:')]);
    rmSync(doors, { recursive: true, force: true });
  });

  it('finds in a folder of mixed files, names what was lost, and exits with 1', {
    timeout: 60_000,
  }, async () => {
    const { code, out, err } = await cordon(['scan', dir, '--format', 'ndjson', '--jobs', '1']);
    expect(code).toBe(1);
    const files = new Set(lines(out).map((finding) => finding.file));
    for (const name of ['bad.ndjson', 'bad.json.gz', 'broken.ndjson']) {
      expect(
        [...files].some((file) => file.includes(name)),
        name,
      ).toBe(true);
    }
    expect(err).toContain('broken.ndjson');
    expect(err).toContain('noise.bin: format not known');
    expect(err).toContain('cut.json.gz');
    expect(err).not.toContain('\r');
  });

  it('says the same with several threads as with one', { timeout: 60_000 }, async () => {
    const [one, two] = await Promise.all([
      cordon(['scan', dir, '--format', 'ndjson', '--jobs', '1']),
      cordon(['scan', dir, '--format', 'ndjson', '--jobs', '3']),
    ]);
    const sorted = (outcome: Outcome): string[] => outcome.out.split('\n').sort();
    expect(sorted(two)).toEqual(sorted(one));
    expect(two.code).toBe(one.code);
  });

  it('reads standard input, exits with 0 when nothing is found, and honours the bounds of time', {
    timeout: 60_000,
  }, async () => {
    const [found, nothing, outside] = await Promise.all([
      cordon(['scan', '-', '--format', 'ndjson'], `${bad}\n`),
      cordon(['scan', '-', '--format', 'ndjson'], `${calm}\n`),
      cordon(['scan', '-', '--format', 'ndjson', '--until', '2026-03-01'], `${bad}\n`),
    ]);
    expect([found.code, nothing.code, outside.code]).toEqual([1, 0, 0]);
    expect(nothing.out).toBe('');
  });

  it('exits with 2 and says what to do when it cannot do its job', { timeout: 60_000 }, async () => {
    const outcomes = await Promise.all([
      cordon(['scan', join(dir, 'not-there')]),
      cordon(['scan', join(dir, 'noise.bin')]),
      cordon(['scan', dir, '--rules', join(dir, 'no-rules')]),
      cordon(['scan', dir, '--out', join(dir, 'no', 'such', 'folder')]),
      cordon(['scan', dir, '--estate', dir]),
      cordon(['scan', dir, '--since', 'yesterday-ish']),
      cordon(['scan']),
    ]);
    for (const { code, err } of outcomes) {
      expect(code, err).toBe(2);
      expect(err.length).toBeGreaterThan(20);
      expect(err).not.toMatch(/\n\s+at .*\(/); // a stack trace is no message
    }
  });

  it('names the patient services when it is given the hospital', { timeout: 60_000 }, async () => {
    const onServer = bad.replace('SAH-W09-PC02', 'SAH-DC01');
    const estate = ['--estate', projectPath('content/hospitals/st-aldhelms')];
    const [ndjson, table, html] = await Promise.all([
      cordon(['scan', '-', '--format', 'ndjson', ...estate], onServer),
      cordon(['scan', '-', '--explain', ...estate], onServer),
      cordon(['scan', '-', '--format', 'html', ...estate], onServer),
    ]);
    expect(lines(ndjson.out)[0]?.services?.length).toBeGreaterThan(0);
    expect(table.out).toMatch(/CommandLine contains/);
    expect(table.out).toContain('1 incident');
    expect(html.out).toMatch(/^<!doctype html>/i);
    expect(html.out).toContain('Patient services');
  });
});
