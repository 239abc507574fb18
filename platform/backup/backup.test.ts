/** Risks: a backup that is damaged is restored; one that is whole is not the same; a restore leaves half of it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { Encrypter } from 'age-encryption';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { makeBackupKey, restoreArchive, writeArchive } from './index.ts';
import { padding, readTar, tarEnd, tarHeader } from './tar.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-backup-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const key = await makeBackupKey();
const closedFor = { recipients: [key.recipient] };
const openedWith = { identities: [key.identity] };
const fine = async (): Promise<void> => undefined;
const long = `${'deep/'.repeat(30)}ünïcode “name”.yml`;

/** Every file below a folder, by its path; folders as null. */
const treeOf = (dir: string): Record<string, string | null> =>
  Object.fromEntries(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .map((one) => join(one.parentPath, one.name))
      .sort()
      .map((path) => {
        try {
          return [path.slice(dir.length), readFileSync(path, 'base64')];
        } catch {
          return [path.slice(dir.length), null];
        }
      }),
  );

function sample(name: string): string {
  const dir = join(scratch, name);
  mkdirSync(join(dir, 'empty', 'folder'), { recursive: true });
  mkdirSync(join(dir, long, '..'), { recursive: true });
  writeFileSync(join(dir, long), 'a rule');
  writeFileSync(join(dir, 'nothing'), '');
  writeFileSync(join(dir, 'block'), Buffer.alloc(512, 7));
  writeFileSync(join(dir, 'more'), Buffer.alloc(200_000, 'log lines '));
  return dir;
}

const write = (folder: string, to: string) =>
  writeArchive(folder, to, { release: '0.1.0', made: new Date('2026-11-25T12:00:00Z'), key: closedFor });

const folder = sample('data');
const file = join(scratch, 'sample.backup');
await write(folder, file);

it('comes back as it was, empty files, empty folders and long names too', async () => {
  const to = join(scratch, 'back');
  const restored = await restoreArchive(file, to, openedWith, fine);
  expect(restored).toMatchObject({ files: 4, about: { format: 1, release: '0.1.0' } });
  expect(treeOf(to)).toEqual(treeOf(folder));
});

it('is refused whole when any one byte is another, or bytes are missing or added, and nothing is restored', async () => {
  const whole = readFileSync(file);
  const broken = join(scratch, 'broken.backup');
  const to = join(scratch, 'never');
  const refused = async (bytes: Buffer, what: string): Promise<void> => {
    writeFileSync(broken, bytes);
    const outcome = await restoreArchive(broken, to, openedWith, fine).then(
      () => 'restored',
      (error: { code: string }) => error.code,
    );
    expect(outcome, what).toMatch(/^BACKUP_(DAMAGED|KEY)$/);
    expect(readdirSync(scratch).filter((name) => name.startsWith('never'))).toEqual([]);
  };
  const flipped = (at: number, mask: number): Buffer => {
    const bytes = Buffer.from(whole);
    bytes[at] = bytes[at]! ^ mask;
    return bytes;
  };
  // The header, byte by byte: it is text, where another letter can mean the same.
  const header = whole.indexOf('\n---') + 80;
  for (let at = 0; at < header; at++) await refused(flipped(at, 1 << (at % 8)), `header byte ${at}`);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) =>
      refused(flipped(at, mask), `byte ${at} with ${mask}`),
    ),
    { numRuns: 150 },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: whole.length - 1 }), (length) =>
      refused(whole.subarray(0, length), `the first ${length} bytes`),
    ),
    { numRuns: 50 },
  );
  await refused(Buffer.concat([whole, Buffer.from('x')]), 'one more byte');
});

it('is opened by a passphrase only if it is the right one, and by a key only if it is its own', async () => {
  const small = join(scratch, 'small');
  mkdirSync(small);
  writeFileSync(join(small, 'one'), '1');
  const to = join(scratch, 'by-passphrase');
  const closed = join(scratch, 'passphrase.backup');
  const meta = { release: '0.1.0', made: new Date() };
  await expect(writeArchive(small, closed, { ...meta, key: { passphrase: 'short' } })).rejects.toMatchObject({
    code: 'BACKUP_KEY',
  });
  await writeArchive(small, closed, { ...meta, key: { passphrase: 'five random words of hers' } });
  const wrong = { passphrase: 'five random words of his' };
  await expect(restoreArchive(closed, to, wrong, fine)).rejects.toMatchObject({ code: 'BACKUP_KEY' });
  const other = { identities: [(await makeBackupKey()).identity] };
  await expect(restoreArchive(file, to, other, fine)).rejects.toMatchObject({ code: 'BACKUP_KEY' });
  await restoreArchive(closed, to, { passphrase: 'five random words of hers' }, fine);
  expect(readFileSync(join(to, 'one'), 'utf8')).toBe('1');
});

it('writes over nothing, restores over nothing, and puts nothing in place that a check refuses', async () => {
  await expect(write(folder, file)).rejects.toMatchObject({ code: 'OUTPUT' });
  const full = sample('full');
  const before = treeOf(full);
  await expect(restoreArchive(file, full, openedWith, fine)).rejects.toMatchObject({
    code: 'RESTORE_TARGET',
  });
  expect(treeOf(full)).toEqual(before);
  const to = join(scratch, 'checked');
  const check = async (): Promise<void> => {
    throw Object.assign(new Error('no'), { code: 'EIO' });
  };
  await expect(restoreArchive(file, to, openedWith, check)).rejects.toMatchObject({ code: 'RESTORE_WRITE' });
  expect(readdirSync(scratch).filter((name) => name.startsWith('checked'))).toEqual([]);
  mkdirSync(to);
  await restoreArchive(file, to, openedWith, fine);
  expect(treeOf(to)).toEqual(treeOf(folder));
});

it('refuses names that lead out of the folder, also from whoever holds the key', async () => {
  const about = JSON.stringify({ format: 1, release: '0.1.0', made: '2026-11-25T12:00:00.000Z' });
  const entry = (path: string, text: string): Buffer => {
    const data = Buffer.from(text);
    return Buffer.concat([tarHeader({ path, size: data.length }), data, padding(data.length)]);
  };
  const hash = createHash('sha256').update('x').digest('hex');
  const crafted = join(scratch, 'crafted.backup');
  const to = join(scratch, 'crafted');
  for (const [path, code] of [
    ['a/b', null],
    ['../up', 'BACKUP_DAMAGED'],
    ['/tmp/root', 'BACKUP_DAMAGED'],
    ['a/../../b', 'BACKUP_DAMAGED'],
    ['a//b', 'BACKUP_DAMAGED'],
    ['./a', 'BACKUP_DAMAGED'],
  ] as const) {
    const parts = [
      entry('cordon-backup.json', about),
      entry(path, 'x'),
      entry('SHA256SUMS', `${hash}  ${path}\n`),
      tarEnd,
    ];
    const encrypter = new Encrypter();
    encrypter.addRecipient(key.recipient);
    writeFileSync(crafted, await encrypter.encrypt(gzipSync(Buffer.concat(parts))));
    const outcome = await restoreArchive(crafted, to, openedWith, fine).then(
      () => null,
      (error: { code: string }) => error.code,
    );
    expect(outcome, path).toBe(code);
    rmSync(to, { recursive: true, force: true });
  }
});

it('is a tar file that tar can read', async () => {
  const path = join(scratch, 'plain.tar');
  const data = Buffer.from('hello');
  const parts = [long, 'b/'].map((name) => {
    const size = name.endsWith('/') ? 0 : data.length;
    return Buffer.concat([tarHeader({ path: name, size }), data.subarray(0, size), padding(size)]);
  });
  writeFileSync(path, Buffer.concat([...parts, tarEnd]));
  const listed = spawnSync('tar', ['-tf', path, '--quoting-style=literal'], { encoding: 'utf8' });
  if (listed.error) return; // no tar on this machine
  expect([listed.status, listed.stdout]).toEqual([0, `${long}\nb/\n`]);
  const printed = spawnSync('tar', ['-xOf', path, long], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  expect(printed.stdout).toBe('hello');
});

it('says sizes that no header of old could hold', async () => {
  const size = 9 * 1024 ** 3;
  const header = tarHeader({ path: 'large.parquet', size });
  const [entry] = await Promise.all([readTar(Readable.from([header])).next()]);
  expect(entry.value).toMatchObject({ path: 'large.parquet', size });
});
