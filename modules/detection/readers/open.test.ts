import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Event } from '../model.ts';
import { diskSpool, type Loss, readInput, readPath, walkInputs } from './index.ts';
import { tar } from './testing/pack.ts';
import { pieces } from './testing/read.ts';

let folder: string;
const line = '{"a":1}\n';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-readers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function walk(...paths: string[]) {
  const losses: Loss[] = [];
  const found: string[] = [];
  for await (const { path } of walkInputs(paths, (loss) => losses.push(loss))) found.push(path);
  return { found, losses };
}

async function readAll(path: string) {
  const reading = readPath(path);
  const events: Event[] = [];
  for await (const batch of reading) events.push(...batch);
  return { events, reports: reading.reports };
}

test('a folder is walked in order, once, however its links go round', async () => {
  const root = join(folder, 'walk');
  await mkdir(join(root, 'b', 'deep'), { recursive: true });
  for (const name of ['z.json', 'a.json', 'B.json', 'b/x.json', 'b/deep/y.json'])
    await writeFile(join(root, name), line);
  await symlink(root, join(root, 'b', 'loop'));
  await symlink(join(root, 'nowhere'), join(root, 'broken'));
  const { found, losses } = await walk(root, '-', join(root, 'a.json'));
  expect(found).toEqual([
    ...['B.json', 'a.json', 'b/deep/y.json', 'b/x.json', 'z.json'].map((name) => join(root, name)),
    '-',
    join(root, 'a.json'),
  ]);
  expect(losses).toEqual([
    { file: join(root, 'broken'), where: 'whole input', what: 'it could not be opened (ENOENT)', count: 1 },
  ]);
});

test('a path that is not there is a loss, not an end', async () => {
  const { found, losses } = await walk(join(folder, 'missing'));
  expect(found).toEqual([]);
  expect(losses).toHaveLength(1);
  const { events, reports } = await readAll(join(folder, 'missing'));
  expect(events).toEqual([]);
  expect(reports[0]?.losses[0]?.what).toContain('ENOENT');
});

test('a mixed folder: every format, archives in archives, and things that are no logs', async () => {
  const root = join(folder, 'mixed');
  await mkdir(root);
  const zeek = '#separator \\x09\n#path\tconn\n#fields\tts\tuid\n#types\ttime\tstring\n1\tC1\n';
  await writeFile(join(root, '1.log'), zeek);
  await writeFile(
    join(root, '2.tgz'),
    gzipSync(
      tar({
        'auth.log': Buffer.from('Feb 28 22:14:15 h sshd[1]: x\n'),
        'inner.zip': zipSync({
          'eve.json': Buffer.from('{"timestamp":"2026-03-01T08:00:00Z","event_type":"dns","flow_id":1}\n'),
        }),
      }),
    ),
  );
  await writeFile(
    join(root, '3.zip'),
    zipSync({ 'a.ndjson': Buffer.from(line.repeat(3)), 'note.txt': Buffer.from('hello there') }),
  );
  await writeFile(join(root, '4.empty'), '');
  const rows: unknown[] = [];
  for await (const { path } of walkInputs([root], () => {})) {
    for (const report of (await readAll(path)).reports)
      rows.push([report.file.slice(root.length + 1), report.format, report.events]);
  }
  expect(rows).toEqual([
    ['1.log', 'zeek', 1],
    ['2.tgz!auth.log', 'syslog', 1],
    ['2.tgz!inner.zip!eve.json', 'suricata', 1],
    ['3.zip!a.ndjson', 'json', 3],
    ['3.zip!note.txt', 'unknown', 0],
    ['4.empty', 'empty', 0],
  ]);
});

test('a zip that comes as a stream is spooled, within a limit, and leaves nothing behind', async () => {
  const archive = Buffer.from(zipSync({ 'a.ndjson': Buffer.from(line.repeat(1000)) }));
  const good = readInput('-', pieces(archive), { spool: diskSpool() });
  let events = 0;
  for await (const batch of good) events += batch.length;
  expect(events).toBe(1000);
  const bad = readInput('-', pieces(archive), { limits: { memory: 10 } });
  for await (const batch of bad) expect(batch).toEqual([]);
  expect(bad.reports[0]?.losses[0]?.what).toContain('can only be read from a file');
  const small = readInput('-', pieces(archive), { spool: diskSpool(10) });
  for await (const batch of small) expect(batch).toEqual([]);
  expect(small.reports[0]?.losses).toHaveLength(1);
});
