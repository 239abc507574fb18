/** Files of secrets: written durably and whole, and written over before they go. Touches files, synchronously. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Makes new, renamed and removed names in a folder survive a power cut. */
function syncFolder(path: string): void {
  // Windows cannot open folders; there, names are durable with the files themselves.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function writeWhole(path: string, text: string, flags: 'w' | 'wx'): void {
  const file = openSync(path, flags, 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A file that was not there before; on the disk when this returns. */
export function writeNew(path: string, text: string): void {
  writeWhole(path, text, 'wx');
  syncFolder(dirname(path));
}

/**
 * Writes zeros over a file, then removes it. On a disk that writes in place nothing is left; flash and file systems that copy on
 * write may keep the old blocks a while, which docs/keys.md says.
 */
export function erase(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const nothing = Buffer.alloc(fstatSync(file).size);
    for (let at = 0; at < nothing.length; ) at += writeSync(file, nothing, at, nothing.length - at, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  unlinkSync(path);
  syncFolder(dirname(path));
}

const draftOf = (path: string): string => `${path}.new`;
/** A second name for what is being replaced, so that it can be written over once nothing needs it. */
const goneOf = (path: string): string => `${path}.gone`;

/** Puts `text` in place of a file at one instant and erases what was there. On the disk when this returns. */
export function replace(path: string, text: string): void {
  finishReplace(path);
  writeWhole(draftOf(path), text, 'w');
  if (existsSync(path)) linkSync(path, goneOf(path));
  renameSync(draftOf(path), path);
  syncFolder(dirname(path));
  if (existsSync(goneOf(path))) erase(goneOf(path));
}

/** Finishes, or undoes, a `replace` that was cut off. */
export function finishReplace(path: string): void {
  const gone = goneOf(path);
  if (existsSync(gone)) {
    // Cut off before the rename, the second name is still the file itself.
    if (existsSync(path) && sameFile(path, gone)) unlinkSync(gone);
    else erase(gone);
  }
  if (existsSync(draftOf(path))) erase(draftOf(path));
}

function sameFile(one: string, other: string): boolean {
  const [a, b] = [statSync(one, { bigint: true }), statSync(other, { bigint: true })];
  return a.ino === b.ino && a.dev === b.dev;
}
