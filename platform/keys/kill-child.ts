/**
 * The victim of the kill test: opens the ring in the folder given, then rotates, rotates the root key, seals and destroys, and is
 * killed at file operation number N of that, half way through where it is a write. Says what it was promised, one line each:
 * `sealed OF TEXT`, `destroying OF`, `destroyed OF`, or `all OPERATIONS` when it came to the end.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const folder = process.argv[2] as string;
const last = Number(process.argv[3]);
const real = { ...fs };
const say = (line: string): number => real.writeSync(1, `${line}\n`);

let operations = 0;
let counting = false;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

const tick = (): boolean => counting && ++operations === last;

for (const name of ['openSync', 'fsyncSync', 'closeSync', 'linkSync', 'renameSync', 'unlinkSync'] as const) {
  const whole = real[name] as (...args: unknown[]) => unknown;
  fs[name] = ((...args: unknown[]) => {
    if (tick()) die();
    return whole(...args);
  }) as never;
}
fs.writeSync = ((file: number, bytes: Buffer, from = 0, length = bytes.length - from, at?: number) => {
  if (!tick()) return real.writeSync(file, bytes, from, length, at);
  real.writeSync(file, bytes, from, Math.floor(length / 2), at);
  die();
}) as never;
syncBuiltinESMExports();

const { openKeyRing, rootInFile } = await import('./index.ts');
const ring = await openKeyRing({ folder, unlock: rootInFile({ folder }) });
const seal = (of: string): unknown => say(`sealed ${of} ${ring.seal(of, 'here', `text of ${of}`)}`);
const destroy = async (of: string): Promise<void> => {
  say(`destroying ${of}`);
  await ring.destroy(of);
  say(`destroyed ${of}`);
};

counting = true;
await ring.rotate('kept');
seal('kept');
await ring.rotateRoot();
seal('new');
await destroy('doomed');
seal('doomed');
await ring.rotateRoot();
counting = false;
say(`all ${operations}`);
process.exit(0);
