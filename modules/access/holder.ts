/**
 * The key of this machine: whoever can read the data folder holds all that is in it, so the command line may do everything, and the
 * links that the terminal prints are made of it. Reads and writes one file.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the data folder. */
export const machineKeyFile = 'machine-key';

/** The key of a Cordon that runs or ran in this folder; null where none did. */
export function readMachineKey(folder: string): string | null {
  const file = join(folder, machineKeyFile);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

export function openMachineKey(folder: string): string {
  const kept = readMachineKey(folder);
  if (kept !== null) return kept;
  const made = `cordon-machine_${randomBytes(32).toString('base64url')}`;
  writeFileSync(join(folder, machineKeyFile), made, { mode: 0o600, flag: 'wx' });
  return made;
}

export const isMachineKey = (key: string, shown: string): boolean =>
  shown.length === key.length && timingSafeEqual(Buffer.from(shown), Buffer.from(key));

/** What stands in a link that the terminal prints. Not the key itself: a link opens one thing only. */
export const linkSecret = (key: string, purpose: 'first-run' | 'demonstration'): string =>
  createHmac('sha256', key).update(`link: ${purpose}`).digest('base64url');

export const sameSecret = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
