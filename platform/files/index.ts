/** Files in a folder, each named by its hash: nothing is overwritten, and what was changed since is never handed out. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { access, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fault, isFault, systemCode } from '../fault/index.ts';
import { nodeIo } from '../log/index.ts';
import { checked, checkName, missing } from './content.ts';
import type { FileStore, StoredFile } from './port.ts';

export type { FileStore, StoredFile } from './port.ts';
export { openS3, type S3Options } from './s3.ts';

/** `dir` is made if absent. */
export function openFiles({ dir }: { dir: string }): FileStore {
  const drafts = join(dir, 'drafts');
  mkdirSync(drafts, { recursive: true, mode: 0o700 });

  /** Two digits per folder keep folders small with millions of files. */
  function pathOf(sha256: string): string {
    checkName(sha256);
    return join(dir, sha256.slice(0, 2), sha256);
  }

  /** Written beside, synced, then renamed: a name in the store always has its whole content behind it. */
  async function put(content: Uint8Array | Readable): Promise<StoredFile> {
    const draft = join(drafts, randomUUID());
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        for await (const part of content instanceof Uint8Array ? [content] : content) {
          const chunk: Uint8Array = typeof part === 'string' ? Buffer.from(part) : part;
          hash.update(chunk);
          bytes += chunk.length;
          await file.writeFile(chunk);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      const sha256 = hash.digest('hex');
      const path = pathOf(sha256);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rename(draft, path);
      await nodeIo.syncFolder(dirname(path));
      await nodeIo.syncFolder(dir);
      return { sha256, bytes };
    } catch (error) {
      await rm(draft, { force: true });
      throw isFault(error) ? error : writeFault(error, dir);
    }
  }

  async function read(sha256: string): Promise<Readable> {
    const file = await open(pathOf(sha256), 'r').catch((error: unknown) => {
      throw systemCode(error) === 'ENOENT' ? missing(sha256) : error;
    });
    return file.createReadStream({ highWaterMark: 1 << 18 }).compose(checked(sha256)) as unknown as Readable;
  }

  return {
    put,
    read,
    async get(sha256) {
      const parts: Buffer[] = [];
      for await (const part of await read(sha256)) parts.push(part as Buffer);
      return Buffer.concat(parts);
    },
    has: (sha256) =>
      access(pathOf(sha256)).then(
        () => true,
        () => false,
      ),
    async remove(sha256) {
      const path = pathOf(sha256);
      const there = await stat(path).then(
        () => true,
        () => false,
      );
      await rm(path, { force: true });
      if (there) await nodeIo.syncFolder(dirname(path));
      return there;
    },
  };
}

function writeFault(error: unknown, dir: string): Error {
  const reason = systemCode(error) || String(error);
  const full = reason === 'ENOSPC' || reason === 'EDQUOT';
  return fault(
    full ? 'FILES_FULL' : 'FILES_FAILED',
    `The file could not be kept in ${dir} (${full ? 'no room left on the disk' : reason}). Nothing of it was kept.`,
    full ? 'Free some disk space, then try again.' : 'Check the disk, then try again.',
    { cause: error },
  );
}
