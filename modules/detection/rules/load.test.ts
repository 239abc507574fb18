/** Loading must never lose a rule in silence, never trust a broken cache, and never depend on the machine. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDetect } from '../detect.ts';
import { readPath } from '../readers/index.ts';
import { checkRules, formatReport } from './check.ts';
import { MAX_FILE_BYTES } from './files.ts';
import { loadMappings, loadRules } from './load.ts';
import { openRules } from './open.ts';

let folder: string;
let rules: string;
let cacheDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-rules-'));
  rules = join(folder, 'rules');
  cacheDir = join(folder, 'cache');
  mkdirSync(rules);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const rule = (n: number, title = `Rule ${n}`, value = 'x') =>
  `title: ${title}\nid: ${id(n)}\nlogsource:\n  product: windows\ndetection:\n  a:\n    F: ${value}\n  condition: a\n`;

function put(name: string, content: string | Buffer): string {
  const path = join(rules, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
const titles = (loaded: { rules: { title: string }[] }) => loaded.rules.map(({ title }) => title);

describe('finding rules', () => {
  it('walks folders in one order, and leaves out fixtures, hidden files and other files', async () => {
    put('b.yaml', rule(2));
    put('a/z.yml', rule(1));
    put('a.yml', rule(3));
    put('a.fixtures.yaml', 'fires: []');
    put('.git/config.yml', rule(4));
    put('notes.md', 'text');
    const loaded = await loadRules([rules]);
    expect(titles(loaded)).toEqual(['Rule 1', 'Rule 3', 'Rule 2']);
    expect(loaded).toMatchObject({ refusals: [], files: 3, fromCache: false });
  });

  it('takes a single file, and a folder given twice only once', async () => {
    const one = put('a.yml', rule(1));
    expect(titles(await loadRules([one]))).toEqual(['Rule 1']);
    expect(await loadRules([rules, rules])).toMatchObject({ files: 1, refusals: [] });
  });

  it('ends when a symbolic link leads back to its own folder', async () => {
    put('a.yml', rule(1));
    symlinkSync(rules, join(rules, 'again'));
    expect(await loadRules([rules])).toMatchObject({ files: 1, refusals: [] });
  });

  it('names what it cannot read and loads the rest', async () => {
    put('a.yml', rule(1));
    symlinkSync(join(folder, 'nowhere'), join(rules, 'broken.yml'));
    put('large.yml', Buffer.alloc(MAX_FILE_BYTES + 1, 0x20));
    const loaded = await loadRules([rules]);
    expect(titles(loaded)).toEqual(['Rule 1']);
    expect(loaded.refusals.map(({ file, reason }) => [file, reason])).toEqual([
      [join(rules, 'broken.yml'), 'cannot be read (ENOENT)'],
      [join(rules, 'large.yml'), 'larger than 4 MB'],
    ]);
    expect(loaded.files).toBe(3);
  });

  it('does not take a mistyped folder for an empty one', async () => {
    await expect(loadRules([join(folder, 'ruls')])).rejects.toMatchObject({ code: 'RULES_MISSING' });
  });

  it('reads a file with a byte order mark', async () => {
    put('a.yml', `\ufeff${rule(1)}`);
    expect(titles(await loadRules([rules]))).toEqual(['Rule 1']);
  });

  it('refuses YAML that is not a rule, with file and line', async () => {
    const path = put('values.yml', 'replicas: 3\n');
    const broken = put('broken.yml', 'title: [\n');
    const { refusals } = await loadRules([rules]);
    expect(refusals.map(({ file, line }) => [file, line])).toEqual([
      [broken, expect.any(Number)],
      [path, 1],
    ]);
  });

  it('keeps the first of two rules with one id and names both files', async () => {
    const first = put('a.yml', rule(1, 'First'));
    const second = put('b.yml', rule(1, 'Second'));
    const loaded = await loadRules([rules]);
    expect(titles(loaded)).toEqual(['First']);
    expect(loaded.refusals).toEqual([
      {
        file: second,
        line: 1,
        reason: `has the same id as "First" in ${first}:1, which is kept`,
        title: 'Second',
        id: id(1),
      },
    ]);
  });
});

describe('the cache of parsed rules', () => {
  const cachePath = () => join(cacheDir, readdirSync(cacheDir)[0]!);

  it('gives exactly what parsing gave, refusals too', async () => {
    put('a.yml', rule(1));
    put('b.yml', rule(1, 'Twin'));
    const cold = await loadRules([rules], { cacheDir });
    const warm = await loadRules([rules], { cacheDir });
    expect([cold.fromCache, warm.fromCache]).toEqual([false, true]);
    expect({ ...warm, fromCache: false }).toEqual(cold);
  });

  it.each([
    ['content', () => put('a.yml', rule(1, 'Rule 1', 'y'))],
    ['content of the same size', () => put('a.yml', rule(1, 'Rule 9'))],
    ['a new file', () => put('c.yml', rule(3))],
    ['a file gone', () => rmSync(join(rules, 'b.yml'))],
  ])('is not used after a change: %s', async (_, change) => {
    put('a.yml', rule(1));
    put('b.yml', rule(2));
    await loadRules([rules], { cacheDir });
    change();
    const after = await loadRules([rules], { cacheDir });
    expect(after.fromCache).toBe(false);
    expect(after).toEqual(await loadRules([rules]));
  });

  it.each([
    ['emptied', () => Buffer.alloc(0)],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 7)],
    [
      'one bit turned',
      (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === bytes.length - 40 ? byte ^ 1 : byte))),
    ],
    ['something else', () => Buffer.from('{"rules":[]}')],
  ])('is ignored and made anew when damaged: %s', async (_, damage) => {
    put('a.yml', rule(1));
    const good = await loadRules([rules], { cacheDir });
    writeFileSync(cachePath(), damage(readFileSync(cachePath())));
    expect(await loadRules([rules], { cacheDir })).toEqual(good);
    expect((await loadRules([rules], { cacheDir })).fromCache).toBe(true);
  });

  it('keeps each folder on its own: a change in one reads only that one again', async () => {
    put('many/a.yml', rule(1));
    put('few/b.yml', rule(2));
    const [many, few] = [join(rules, 'many'), join(rules, 'few')];
    await loadRules([many, few], { cacheDir });
    const before = new Map(readdirSync(cacheDir).map((name) => [name, readFileSync(join(cacheDir, name))]));
    put('few/c.yml', rule(1, 'Twin of the first'));
    const after = await loadRules([many, few], { cacheDir });
    expect(titles(after)).toEqual(['Rule 1', 'Rule 2']);
    expect(after.refusals.map(({ title }) => title)).toEqual(['Twin of the first']);
    const written = [...before].filter(([name, bytes]) => !readFileSync(join(cacheDir, name)).equals(bytes));
    expect(written).toHaveLength(1);
  });

  it('leaves one file per folder and nothing half-written', async () => {
    put('a.yml', rule(1));
    for (let i = 0; i < 3; i++) {
      put('a.yml', rule(1, `Rule ${i}`));
      await loadRules([rules], { cacheDir });
    }
    expect(readdirSync(cacheDir)).toHaveLength(1);
  });

  it('does no harm when it cannot be written', async () => {
    put('a.yml', rule(1));
    // A file where the folder should be stops everyone, root too.
    writeFileSync(cacheDir, '');
    expect(titles(await loadRules([rules], { cacheDir: join(cacheDir, 'below') }))).toEqual(['Rule 1']);
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    expect(titles(await loadRules([rules], { cacheDir: locked }))).toEqual(['Rule 1']);
  });
});

describe('cordon rules check', () => {
  it('counts, lists each refusal by file and line in order, and says so by its exit code', async () => {
    put('a.yml', rule(1));
    expect(await checkRules([rules])).toEqual({ text: '1 loaded, 0 refused\n', exitCode: 0 });
    const twin = put('c.yml', rule(1));
    const broken = put('b.yml', 'title: only\n');
    const { text, exitCode } = await checkRules([rules]);
    expect(exitCode).toBe(1);
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe('1 loaded, 2 refused');
    expect(lines.slice(1).map((line) => line.split(': ')[0])).toEqual([`${broken}:1`, `${twin}:1`]);
  });

  it('lists a rule whose placeholder has no values: it would not run', async () => {
    const path = put('a.yml', rule(1).replace('F: x', "F|expand: '%servers%'"));
    const { text, exitCode } = await checkRules([rules]);
    expect([text.split('\n')[0], exitCode]).toEqual(['0 loaded, 1 refused', 1]);
    expect(text).toContain(`${path}:`);
    expect(text).toContain('%servers%');
  });

  it('ends with 2 when a folder is missing', async () => {
    const { text, exitCode } = await checkRules([rules, join(folder, 'none')]);
    expect(exitCode).toBe(2);
    expect(text).toContain(join(folder, 'none'));
  });

  it('says that a folder without rules holds none', async () => {
    expect(await checkRules([rules])).toEqual({
      text: '0 loaded, 0 refused: no .yml or .yaml file was found\n',
      exitCode: 0,
    });
  });

  it('keeps a refusal on one line without control characters', () => {
    const { text } = formatReport(0, [{ file: 'a.yml', line: 3, reason: 'bad\n\u001b[31mthing' }]);
    expect(text).toBe('0 loaded, 1 refused\na.yml:3: bad [31mthing\n');
  });
});

describe('the example of the README', () => {
  it('finds what a log holds', async () => {
    const log = join(folder, 'security.ndjson');
    const event = {
      Channel: 'Security',
      EventID: 4688,
      Hostname: 'fs01',
      NewProcessName: 'C:\\Windows\\System32\\vssadmin.exe',
      CommandLine: 'vssadmin delete shadows /all /quiet',
    };
    writeFileSync(log, `${JSON.stringify(event)}\n`);
    const { ruleSet, refusals } = await openRules([projectPath('content', 'rules')], null);
    const detect = createDetect(ruleSet);
    const found: string[] = [];
    for await (const events of readPath(log)) {
      for (const event of events) for (const finding of detect(event)) found.push(finding.title);
    }
    expect({ refusals, found }).toEqual({ refusals: [], found: ['All Shadow Copies Deleted With vssadmin'] });
  });
});

describe('the mappings of the project', () => {
  it('load without a refusal', () => {
    expect(existsSync(projectPath('content', 'mappings'))).toBe(true);
    const { mappings, refusals } = loadMappings();
    expect(refusals).toEqual([]);
    expect(mappings.length).toBeGreaterThan(20);
  });
});
