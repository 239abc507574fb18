/** Copying a log: closed segments never change and are shared, the newest is copied as far as it is whole. Writes files. */
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, link, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemCode } from '../fault/index.ts';
import type { Segment } from './recover.ts';

/** For files that never change: the same bytes under a second name, or a copy where the disk knows no such thing. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(systemCode(error))) throw error;
    await copyFile(from, to);
  }
}

export async function copyLog(segments: readonly Segment[], to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const [at, { path, length }] of segments.entries()) {
    const copy = join(to, basename(path));
    if (at < segments.length - 1) await linkOrCopy(path, copy);
    else
      await pipeline(
        createReadStream(path, { end: length - 1 }),
        createWriteStream(copy, { flags: 'wx', mode: 0o600 }),
      );
  }
}
