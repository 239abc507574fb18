/**
 * The victim of the crash test: opens the stores in the folder given, checks what it finds, then writes for ever and
 * says on standard output what was acknowledged, one line each: `alive`, `ready`, `database N`, `events N`, or `broken WHY`.
 */
import { writeSync } from 'node:fs';
import { check, openStores, writeForEver } from './checks.ts';

// Not console.log: a line must have left the process before it can be killed.
const say = (line: string): number => writeSync(1, `${line}\n`);
const broken = (why: string): number => say(`broken ${why}`);

say('alive');
const stores = await openStores(process.argv[2] as string, process.argv[3] ?? null, broken);
const found = await check(stores, broken);
say(`found ${found.rows} ${found.events}`);
if (process.argv[4] === 'check') {
  await stores.close();
  process.exit(0);
}
say('ready');
await writeForEver(stores, found, say);
