/** Flows that were seen, in a file: what `cordon segment observe` keeps, and what a hospital's folder may begin with. Reads and writes it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fault } from '@cordon/platform/fault';
import { FlowsSeen } from './model.ts';

const isPacked = (path: string): boolean => path.endsWith('.gz');

/** More than this no file of fifty thousand pairs is, and none is unpacked to more. */
const mostBytes = 256 * 1024 * 1024;

/** @throws NOT_SEEN */
export function readSeen(path: string): FlowsSeen {
  try {
    const bytes = readFileSync(path);
    const text = isPacked(path) ? gunzipSync(bytes, { maxOutputLength: mostBytes }) : bytes;
    return FlowsSeen.parse(JSON.parse(text.toString('utf8')));
  } catch (error) {
    throw fault(
      'NOT_SEEN',
      `${path} holds no flows that cordon segment observe kept (${error instanceof SyntaxError ? 'it is not JSON' : 'it cannot be read so'}).`,
      'Give the file that observe wrote, or another name for a new one.',
      { cause: error },
    );
  }
}

/** @param path packed where it ends in `.gz` */
export function writeSeen(path: string, seen: FlowsSeen): void {
  const text = `${JSON.stringify(seen)}\n`;
  writeFileSync(path, isPacked(path) ? gzipSync(text, { level: 9 }) : text);
}

/** The file of flows in a hospital's folder: `seen.json`, or that packed; undefined where there is none. */
export const seenIn = (folder: string): string | undefined =>
  ['seen.json', 'seen.json.gz'].map((name) => join(folder, name)).find(existsSync);
