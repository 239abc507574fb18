/**
 * One opener per folder. Neither PostgreSQL in WebAssembly nor our own log survives two writers in one folder, so
 * the first opener leaves a lock file and every later one is refused until the first has closed or died.
 */

import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { fault, systemCode } from '../fault/index.ts';

export interface Lock {
  readonly path: string;
  /** Removes the lock file. Safe to call twice. */
  release(): void;
}

/** Who holds a lock. A process id alone is not enough: ids are reused after a restart, at once in containers. */
interface Holder {
  token: string;
  pid: number;
  /** When that process started, as the operating system tells it; null when it does not. */
  started: string | null;
  /** The space in which `pid` means something: one boot of one machine, one container. */
  space: string;
  host: string;
  since: string;
}

const heartbeatMs = 5_000;
/** A holder in another container or machine cannot be probed; it is believed dead after this much silence. */
const silenceMs = 30_000;

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Linux: clock ticks from boot to process start (proc(5), field 22 of stat). Elsewhere: what `ps` prints. */
export function processStart(pid: number): string | null {
  if (process.platform === 'linux') {
    const stat = read(`/proc/${pid}/stat`);
    // The second field is the command in brackets and may itself hold spaces and brackets.
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  }
  if (process.platform === 'win32') return null;
  try {
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 2_000 }).trim() ||
      null
    );
  } catch {
    return null;
  }
}

function processSpace(): string {
  const boot = read('/proc/sys/kernel/random/boot_id')?.trim();
  if (!boot) return hostname();
  try {
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return boot;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

function holds(holder: Holder, path: string): boolean {
  if (holder.space !== processSpace()) {
    const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    return touched !== undefined && Date.now() - touched < silenceMs;
  }
  if (!isAlive(holder.pid)) return false;
  const started = processStart(holder.pid);
  return holder.started === null || started === null || started === holder.started;
}

function parseHolder(text: string | null): Holder | null {
  try {
    const value = JSON.parse(text ?? '') as Partial<Holder>;
    return typeof value.pid === 'number' && typeof value.token === 'string' ? (value as Holder) : null;
  } catch {
    return null;
  }
}

/** Written beside the lock and then linked into place: `link` fails if the name exists, so exactly one opener wins. */
function place(path: string, holder: Holder): boolean {
  const draft = `${path}.${holder.token}`;
  const fd = openSync(draft, 'wx', 0o600);
  try {
    writeSync(fd, JSON.stringify(holder));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead holder's lock away. If another opener replaced it meanwhile, theirs is put back. */
function sweep(path: string, dead: Holder | null): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  if (parseHolder(read(aside))?.token !== dead?.token) {
    try {
      linkSync(aside, path);
    } catch {
      // A third opener was quicker; it holds the lock now.
    }
  }
  rmSync(aside, { force: true });
}

/**
 * Takes the lock at `path` for this process or throws a fault `LOCKED` that names the holder.
 * `what` is the thing locked, in plain words, e.g. `the database in /srv/cordon`.
 */
export function takeLock(path: string, what: string): Lock {
  const holder: Holder = {
    token: randomUUID(),
    pid: process.pid,
    started: processStart(process.pid),
    space: processSpace(),
    host: hostname(),
    since: new Date().toISOString(),
  };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (place(path, holder)) return hold(path, holder);
    const other = parseHolder(read(path));
    if (other && holds(other, path)) throw locked(what, other);
    sweep(path, other);
  }
  throw fault('LOCKED', `Others keep taking the lock on ${what}.`, 'Stop them, then start again.');
}

function locked(what: string, other: Holder): Error {
  const here = other.space === processSpace();
  return fault(
    'LOCKED',
    `${what} is already open in process ${other.pid}${here ? '' : ` on ${other.host}`} since ${other.since}. Nothing was changed.`,
    here
      ? `Stop process ${other.pid}, or use another data folder.`
      : 'Stop it there, or use another data folder.',
    { details: { pid: other.pid, host: other.host } },
  );
}

function hold(path: string, holder: Holder): Lock {
  const timer = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // The folder was removed under us; there is nothing left to guard.
    }
  }, heartbeatMs);
  timer.unref();
  let held = true;
  return {
    path,
    release() {
      if (!held) return;
      held = false;
      clearInterval(timer);
      if (parseHolder(read(path))?.token === holder.token) rmSync(path, { force: true });
    },
  };
}
