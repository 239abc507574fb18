/**
 * The door for files: what is put into a watched folder is taken once it has stopped changing, and taken on from there when it
 * has grown. Files are read and never altered. What was taken is noted after it is durable, so that a crash in between takes the
 * same bytes again, which makes nothing twice.
 */
import { createHash, type Hash } from 'node:crypto';
import { type Dirent, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fault, systemCode } from '@cordon/platform/fault';
import type { Logger } from '@cordon/platform/telemetry';
import { z } from 'zod';
import { type DoorNeeds, receive } from './received.ts';

export interface FolderOptions {
  path: string;
  /** What its files are shown under. */
  source: string;
  /** Seconds that a file must not have changed. */
  settle: number;
  /** Where it is noted what was taken. */
  notes: string;
}

export interface Watching {
  /** Looks once, as it does by itself; resolves when what was found is durable. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds between looks. */
const every = 5_000;
/** Taken at once; text is cut at the end of a line, and what cannot be cut must fit. */
const portion = 8 * 1024 * 1024;
const largest = 32 * 1024 * 1024;
/** Folders within folders. */
const deepest = 8;

/** How much of a file was taken, and the SHA-256 of that much: a file that grew goes on, one that was written anew begins again. */
const Taken = z.object({ size: z.number().int(), sha256: z.string(), changed: z.number() });
const Notes = z.record(z.string(), Taken);
type Taken = z.infer<typeof Taken>;

/** @throws FOLDER when it is not there, or the notes cannot be read */
export async function folderDoor(needs: DoorNeeds, options: FolderOptions, log: Logger): Promise<Watching> {
  const { path, source, settle, notes } = options;
  await stat(path).catch((error: unknown) => {
    throw fault(
      'FOLDER',
      `The folder ${path} cannot be watched (${systemCode(error)}).`,
      'Make it, or correct cordon.yaml.',
    );
  });
  const taken = readNotes(notes);
  const refused = new Set<string>();
  let stopped = false;

  function note(name: string, state: Taken): void {
    taken.set(name, state);
    const temporary = `${notes}.new`;
    writeFileSync(temporary, JSON.stringify(Object.fromEntries(taken)));
    renameSync(temporary, notes);
  }

  async function take(file: string): Promise<void> {
    const name = relative(path, file).split(sep).join('/');
    const { size, mtimeMs } = await stat(file);
    const known = taken.get(name);
    if (size === 0 || (known && known.size === size && known.changed === mtimeMs)) return;
    if (Date.now() - mtimeMs < settle * 1000) return;
    const handle = await open(file, 'r');
    try {
      const hash = createHash('sha256');
      let from = known && known.size <= size && (await sameStart(handle, known, hash)) ? known.size : 0;
      // What was hashed of another beginning is of no use.
      const whole = from > 0 ? hash : createHash('sha256');
      while (from < size && !stopped) {
        const bytes = await nextPart(handle, from, size);
        if (bytes === null) {
          if (!refused.has(`${name} ${size}`))
            log.warn({ file: name, size }, 'A file is too large for the watched folder: use cordon scan.');
          refused.add(`${name} ${size}`);
          return;
        }
        while (needs.isFull()) await new Promise((resolve) => setTimeout(resolve, 500));
        await receive(needs, `${source}/${name.replace(/[^\w.@/ -]/g, '_')}`, bytes);
        whole.update(bytes);
        from += bytes.length;
        note(name, { size: from, sha256: whole.copy().digest('hex'), changed: from === size ? mtimeMs : 0 });
      }
    } finally {
      await handle.close();
    }
  }

  async function look(): Promise<void> {
    const files: string[] = [];
    await walk(path, 0, files);
    for (const file of files.sort()) {
      if (stopped) return;
      await take(file).catch((error: unknown) => {
        // It may be gone again, or be written by somebody who lets nobody else in: the next look tries again.
        if (systemCode(error) === '')
          log.error({ err: error, file }, 'A file of the watched folder could not be taken yet.');
      });
    }
  }

  let running: Promise<void> = Promise.resolve();
  const looked = (): Promise<void> => {
    running = running
      .then(look)
      .catch((error: unknown) => log.error({ err: error, path }, 'The watched folder could not be read.'));
    return running;
  };
  const timer = setInterval(() => void looked(), every);
  timer.unref();
  return {
    look: looked,
    async close() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

function readNotes(file: string): Map<string, Taken> {
  if (!existsSync(file)) return new Map();
  try {
    return new Map(Object.entries(Notes.parse(JSON.parse(readFileSync(file, 'utf8')))));
  } catch (error) {
    throw fault(
      'FOLDER',
      `The notes of what was taken, ${file}, cannot be read: ${(error as Error).message}.`,
      'Move it away: every file is then taken again.',
      { cause: error },
    );
  }
}

/** Neither links nor hidden files, which writers use for what is not finished. */
async function walk(folder: string, depth: number, files: string[]): Promise<void> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < deepest) await walk(path, depth + 1, files);
    else if (entry.isFile()) files.push(path);
  }
}

const piece = 1024 * 1024;

/** Whether the file still begins with what was taken; what it begins with is in `hash` then. */
async function sameStart(handle: FileHandle, { size, sha256 }: Taken, hash: Hash): Promise<boolean> {
  const buffer = Buffer.alloc(Math.min(piece, size));
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(piece, size - at), at);
    if (bytesRead === 0) return false;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash.copy().digest('hex') === sha256;
}

/** The next part of a file; null when it is too large to be taken whole and cannot be cut. */
async function nextPart(handle: FileHandle, from: number, size: number): Promise<Buffer | null> {
  const left = size - from;
  const part = await readAt(handle, from, Math.min(left, portion));
  if (part.length === left) return part;
  // A zero byte is in no text that is cut at lines.
  const end = part.includes(0) ? -1 : part.lastIndexOf(10);
  if (end !== -1) return part.subarray(0, end + 1);
  return left <= largest ? readAt(handle, from, left) : null;
}

async function readAt(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
