/**
 * One encrypted file that holds a folder: age over gzip over tar. Its first entry says what it is, its last lists the SHA-256 of
 * every file as `sha256sum` writes it. Nothing of it is in memory at once but a part. Reads and writes files.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, type Stats } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { fault, isFault, systemCode } from '../fault/index.ts';
import { type ClosedFor, decrypterFor, encrypterFor, type OpenedWith } from './keys.ts';
import { padding, readTar, tarEnd, tarHeader } from './tar.ts';

const aboutName = 'cordon-backup.json';
const sumsName = 'SHA256SUMS';

/** What a backup says of itself, before anything else in it. */
export const About = z.object({
  format: z.literal(1),
  /** The release that wrote it. */
  release: z.string(),
  made: z.iso.datetime(),
});
export type About = z.infer<typeof About>;

export interface Written {
  files: number;
  /** Of the files in it, before compression. */
  bytes: number;
  /** Of the backup itself. */
  sha256: string;
  size: number;
}

/** @throws OUTPUT rather than write over what is there; BACKUP_WRITE */
export async function writeArchive(
  folder: string,
  to: string,
  { release, made, key }: { release: string; made: Date; key: ClosedFor },
): Promise<Written> {
  const encrypter = encrypterFor(key);
  if (await exists(to))
    throw fault('OUTPUT', `${to} is there already. Nothing was written over.`, 'Choose another name.');
  const about: About = { format: 1, release, made: made.toISOString() };
  const draft = `${to}.part`;
  let files = 0;
  let bytes = 0;
  async function* content(): AsyncGenerator<Buffer> {
    const sums: string[] = [];
    const small = function* (path: string, text: string): Generator<Buffer> {
      const data = Buffer.from(text);
      yield Buffer.concat([tarHeader({ path, size: data.length }), data, padding(data.length)]);
    };
    yield* small(aboutName, `${JSON.stringify(about, null, 2)}\n`);
    for (const path of await filesIn(folder)) {
      if (path.endsWith('/')) {
        yield tarHeader({ path, size: 0 });
        continue;
      }
      const file = join(folder, ...path.split('/'));
      const { size } = await stat(file);
      yield tarHeader({ path, size });
      const hash = createHash('sha256');
      if (size > 0)
        for await (const part of createReadStream(file, { end: size - 1, highWaterMark: 1 << 18 })) {
          hash.update(part as Buffer);
          yield part as Buffer;
        }
      yield padding(size);
      sums.push(`${hash.digest('hex')}  ${path}\n`);
      files += 1;
      bytes += size;
    }
    yield* small(sumsName, sums.join(''));
    yield tarEnd;
  }
  const whole = createHash('sha256');
  let size = 0;
  try {
    const packed = Readable.from(content(), { objectMode: false }).compose(createGzip({ level: 1 }));
    const closed = await encrypter.encrypt(Readable.toWeb(packed) as ReadableStream<Uint8Array>);
    await pipeline(
      Readable.fromWeb(closed as Parameters<typeof Readable.fromWeb>[0]),
      async function* (parts: AsyncIterable<Buffer>) {
        for await (const part of parts) {
          whole.update(part);
          size += part.length;
          yield part;
        }
      },
      createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await rename(draft, to);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') await rm(draft, { force: true });
    if (isFault(error)) throw error;
    const full = ['ENOSPC', 'EDQUOT'].includes(systemCode(error));
    throw fault(
      'BACKUP_WRITE',
      full
        ? `There is no room for the backup in ${dirname(to)}. Nothing of it was left there; what Cordon keeps is untouched.`
        : `The backup could not be written (${systemCode(error) || String(error)}). What Cordon keeps is untouched.`,
      full
        ? 'Free some space, or choose another place.'
        : 'Check the place it was to be written to, and try again.',
      { cause: error },
    );
  }
  return { files, bytes, size, sha256: whole.digest('hex') };
}

export interface Restored {
  about: About;
  files: number;
  bytes: number;
}

/**
 * Unpacks a backup into the folder `to`, which must be empty or absent. It is unpacked beside it, and every byte compared with its
 * hash, before the folder is put in place: `to` is never half restored.
 *
 * @param check looks at what was unpacked before it is put in place; what it throws refuses the backup
 * @throws RESTORE_TARGET, BACKUP_MISSING, BACKUP_KEY, BACKUP_DAMAGED, RESTORE_WRITE
 */
export async function restoreArchive(
  file: string,
  to: string,
  key: OpenedWith,
  check: (folder: string, about: About) => Promise<void>,
): Promise<Restored> {
  const decrypter = decrypterFor(key);
  if ((await exists(to)) && !(await isEmptyFolder(to)))
    throw fault(
      'RESTORE_TARGET',
      `${to} is not empty. Nothing was restored, and nothing in it was changed.`,
      'Name a folder that is empty or absent, or move this one away.',
    );
  if (!(await exists(file)))
    throw fault('BACKUP_MISSING', `There is no file ${file}. Nothing was restored.`, 'Name the backup.');
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const beside = await mkdtemp(join(dirname(to), `${basename(to)}.restoring-`));
  try {
    const bytes = Readable.toWeb(createReadStream(file, { highWaterMark: 1 << 18 }));
    const opened = await decrypter.decrypt(bytes as ReadableStream<Uint8Array>).catch((error: unknown) => {
      throw notOpened(error);
    });
    const unpacked = Readable.fromWeb(opened as Parameters<typeof Readable.fromWeb>[0]).compose(
      createGunzip(),
    );
    const restored = await unpack(unpacked, beside);
    await check(beside, restored.about);
    await syncFolders(beside);
    if (await exists(to)) await rmdir(to);
    await rename(beside, to);
    return restored;
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    if (isFault(error)) throw error;
    const code = systemCode(error);
    if (/^E[A-Z]+$/.test(code))
      throw fault(
        'RESTORE_WRITE',
        `What the backup holds could not be written beside ${to} (${code}). Nothing was restored.`,
        'Check that there is room and that this account may write there.',
        { cause: error },
      );
    throw fault(
      'BACKUP_DAMAGED',
      `${file} is damaged or cut short. Nothing was restored.`,
      'Use another copy of it, or another backup.',
      { cause: error },
    );
  }
}

const notOpened = (cause: unknown): Error =>
  fault(
    'BACKUP_KEY',
    'The backup cannot be opened: it was closed for another key or with another passphrase, or it is damaged at its beginning. Nothing was restored.',
    'Name the key that belongs to the recipient it was made for, or use another copy.',
    { cause },
  );

const damaged = (why: string): Error =>
  fault('BACKUP_DAMAGED', `The backup is not whole: ${why}. Nothing was restored.`, 'Use another backup.');

async function unpack(source: AsyncIterable<Uint8Array>, into: string): Promise<Restored> {
  let about: About | null = null;
  let sums: string | null = null;
  const found = new Map<string, string>();
  let bytes = 0;
  for await (const { path, size, content } of readTar(source)) {
    if (sums !== null) throw damaged('something follows its list of files');
    if (about === null) {
      if (path !== aboutName) throw damaged('it does not begin as a backup does');
      const read = About.safeParse(parsed(await textOf(content, size)));
      if (!read.success)
        throw fault(
          'BACKUP_NEWER',
          'The backup was written in a form that this release does not know. Nothing was restored.',
          'Use the release that wrote it, or a newer one.',
        );
      about = read.data;
    } else if (path === sumsName) {
      sums = await textOf(content, size);
    } else if (path.endsWith('/')) {
      if (!isSafe(path.slice(0, -1))) throw damaged(strangeName);
      await mkdir(join(into, ...path.slice(0, -1).split('/')), { recursive: true, mode: 0o700 });
      for await (const _ of content);
    } else {
      if (!isSafe(path) || found.has(path)) throw damaged(strangeName);
      const target = join(into, ...path.split('/'));
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      const hash = createHash('sha256');
      await pipeline(
        content,
        async function* (parts: AsyncIterable<Buffer>) {
          for await (const part of parts) {
            hash.update(part);
            yield part;
          }
        },
        createWriteStream(target, { flags: 'wx', mode: 0o600, flush: true }),
      );
      found.set(path, hash.digest('hex'));
      bytes += size;
    }
  }
  if (about === null || sums === null) throw damaged('its list of files is missing');
  const listed = [...found].map(([path, sha256]) => `${sha256}  ${path}\n`).join('');
  if (listed !== sums) throw damaged('a file in it is not the one that was written');
  return { about, files: found.size, bytes };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The list of a hundred thousand files has ten megabytes. */
const longestText = 256 * 1024 * 1024;

async function textOf(content: AsyncIterable<Buffer>, size: number): Promise<string> {
  if (size > longestText) throw damaged('its list of files is too long');
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

const strangeName = 'a file in it has a name that no backup gives';

/** Characters that end a name, or lead elsewhere, on this system. */
const strange = process.platform === 'win32' ? /[\\:\0]/ : /\0/;

/** Stays within the folder. */
const isSafe = (path: string): boolean =>
  path !== aboutName &&
  !strange.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

/** Files and empty folders, with `/` between names, in an order that does not depend on the machine. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pathOf = ({ parentPath, name }: (typeof entries)[number]): string =>
    join(parentPath, name)
      .slice(folder.length + 1)
      .split(sep)
      .join('/');
  const filled = new Set(entries.map(({ parentPath }) => parentPath));
  return entries
    .flatMap((entry) => {
      if (entry.isFile()) return [pathOf(entry)];
      const isEmpty = entry.isDirectory() && !filled.has(join(entry.parentPath, entry.name));
      return isEmpty ? [`${pathOf(entry)}/`] : [];
    })
    .sort();
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    },
  );

async function isEmptyFolder(path: string): Promise<boolean> {
  const found: Stats = await stat(path);
  return found.isDirectory() && (await readdir(path)).length === 0;
}

/** Files were flushed one by one; their names are in the folders. */
async function syncFolders(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((one) => one.isDirectory()).map((one) => join(one.parentPath, one.name));
  for (const path of [...folders, folder, dirname(folder)]) {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  }
}
