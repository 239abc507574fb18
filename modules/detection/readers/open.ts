/** The one file here that touches the file system: finding inputs, opening them, and a place to spool. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdtemp, open, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInput } from './read.ts';
import {
  Damage,
  type Loss,
  type RandomAccess,
  type Reading,
  type ReadOptions,
  type Spool,
} from './report.ts';

export interface FoundInput {
  /** As given, joined with what was found below it; `-` is standard input. */
  readonly path: string;
  /** Bytes; null when that cannot be known before reading. */
  readonly size: number | null;
}

/**
 * Files at or below the paths, each folder in the order of its names (by code unit, so the same
 * everywhere). A folder reached again through a symbolic link is not entered twice; what cannot be looked
 * at is told to `onLoss`.
 */
export async function* walkInputs(
  paths: readonly string[],
  onLoss: (loss: Loss) => void,
): AsyncGenerator<FoundInput> {
  const entered = new Set<string>();
  const lose = (file: string, error: unknown) =>
    onLoss({
      file,
      where: 'whole input',
      what: `it could not be opened (${(error as NodeJS.ErrnoException).code ?? error})`,
      count: 1,
    });

  async function* walk(path: string): AsyncGenerator<FoundInput> {
    try {
      const info = await stat(path);
      if (info.isFile()) {
        yield { path, size: info.size };
        return;
      }
      // A pipe or a character device named on purpose is read; one met inside a folder is not waited for.
      if (!info.isDirectory()) {
        if (paths.includes(path) && (info.isFIFO() || info.isCharacterDevice())) yield { path, size: null };
        else
          onLoss({ file: path, where: 'whole input', what: 'it is neither a file nor a folder', count: 1 });
        return;
      }
      const real = await realpath(path);
      if (entered.has(real)) return;
      entered.add(real);
    } catch (error) {
      lose(path, error);
      return;
    }
    let names: string[];
    try {
      names = (await readdir(path)).sort();
    } catch (error) {
      lose(path, error);
      return;
    }
    for (const name of names) yield* walk(join(path, name));
  }

  for (const path of paths) {
    if (path === '-') yield { path, size: null };
    else yield* walk(path);
  }
}

const PIECE = 256 * 1024;

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Reads one path (`-` is standard input), opening it when iteration begins and closing it when it ends. */
export function readPath(path: string, options: ReadOptions = {}): Reading {
  const spool = options.spool ?? diskSpool();
  if (path === '-') return readInput(path, process.stdin, { ...options, spool });
  let handle: FileHandle | undefined;
  const opened = async (): Promise<FileHandle> => {
    handle ??= await open(path, 'r');
    return handle;
  };
  async function* bytes(): AsyncGenerator<Uint8Array> {
    const file = await opened();
    for (;;) {
      // At the file's own position, so that pipes can be read too.
      const buffer = Buffer.allocUnsafeSlow(PIECE);
      const { bytesRead } = await file.read(buffer, 0, PIECE, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  }
  let size: number | undefined;
  const random: RandomAccess = {
    get size() {
      return size ?? 0;
    },
    read: async (offset, length) => readAt(await opened(), offset, length),
  };
  async function* events() {
    try {
      const info = await stat(path).catch(() => undefined);
      size = info?.isFile() ? info.size : undefined;
      inner = readInput(path, bytes(), {
        ...options,
        spool,
        random: size === undefined ? undefined : random,
      });
      reports = inner.reports;
      yield* inner;
    } finally {
      await handle?.close();
    }
  }
  let inner: Reading | undefined;
  let reports: Reading['reports'] = [];
  return {
    get reports() {
      return reports;
    },
    [Symbol.asyncIterator]: events,
  };
}

/** Zip archives that arrive as a stream go to a private temporary folder, removed when they are read. */
export function diskSpool(limit = 8 * 1024 ** 3): Spool {
  return async (bytes) => {
    const folder = await mkdtemp(join(tmpdir(), 'cordon-spool-'));
    const remove = () => rm(folder, { recursive: true, force: true });
    try {
      const handle = await open(join(folder, randomUUID()), 'wx+', 0o600);
      try {
        let size = 0;
        for await (const chunk of bytes) {
          size += chunk.length;
          if (size > limit)
            throw new Damage(
              `a zip archive of more than ${Math.round(limit / 1073741824)} GiB can only be read from a file`,
            );
          await handle.write(chunk);
        }
        return {
          size,
          read: (offset, length) => readAt(handle, offset, length),
          close: async () => {
            await handle.close();
            await remove();
          },
        };
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      await remove();
      throw error;
    }
  };
}
