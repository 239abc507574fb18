import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { processStart, takeLock } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-lock-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let files = 0;
const freshPath = (): string => join(scratch, `lock-${files++}`);

/** What a process leaves in its lock, changed as given. */
function leftBehind(path: string, change: Record<string, unknown>): void {
  const lock = takeLock(path, 'It');
  const holder = JSON.parse(readFileSync(path, 'utf8'));
  lock.release();
  writeFileSync(path, JSON.stringify({ ...holder, token: 'another', ...change }));
}

test('a lock held by a living process is refused, and free once it has died', async () => {
  const path = freshPath();
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  leftBehind(path, { pid: child.pid, started: processStart(child.pid as number) });
  expect(() => takeLock(path, 'The store')).toThrow(`The store is already open in process ${child.pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  takeLock(path, 'The store').release();
  expect(existsSync(path)).toBe(false);
});

test('a process id that was given to another process since does not keep the lock', () => {
  const path = freshPath();
  leftBehind(path, { pid: process.pid, started: 'earlier' });
  takeLock(path, 'It').release();
});

test('a holder in another container or machine counts as alive while its lock is fresh, and not after', () => {
  const path = freshPath();
  leftBehind(path, { pid: process.pid, space: 'elsewhere', host: 'ward-server' });
  expect(() => takeLock(path, 'It')).toThrow('on ward-server');
  const old = new Date(Date.now() - 60_000);
  utimesSync(path, old, old);
  takeLock(path, 'It').release();
});

test('releasing leaves alone a lock that someone else has taken since', () => {
  const path = freshPath();
  const lock = takeLock(path, 'It');
  writeFileSync(path, JSON.stringify({ token: 'theirs', pid: 1 }));
  lock.release();
  expect(existsSync(path)).toBe(true);
});
