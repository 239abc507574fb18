/**
 * A running Cordon under load: `npx tsx bench/live.ts [seconds, default 15]`. A server in a process of its own, without an estate,
 * is sent simulated logs of ordinary days in bodies of 4 MB. Prints how many events a second it works through when they wait for
 * it, and how long GET /api/v1/situation takes while bodies are posted without pause, beside the same when nothing is sent.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startCordon } from '../apps/server/test/running.ts';
import { percentile, row } from './measure.ts';
import { type Body, bodies } from './simulated.ts';

const bodyBytes = 4_000_000;
/** Bodies that wait when the speed is measured. */
const backlog = 15;
const loaded = Number(process.argv[2] ?? 15) * 1_000;

const home = mkdtempSync(join(tmpdir(), 'cordon-bench-live-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));
const { child, ask } = await startCordon(home, ['--empty']);
process.on('exit', () => child.kill('SIGKILL'));

async function send({ name, text }: Body): Promise<void> {
  for (;;) {
    const answer = await ask(`/api/v1/logs?name=${encodeURIComponent(name)}`, { method: 'POST', body: text });
    await answer.arrayBuffer();
    if (answer.status === 202) return;
    if (answer.status !== 429) throw new Error(`the door answered ${answer.status}`);
    await pause(200);
  }
}

/** Events that are stored, with all that they led to. */
async function done(): Promise<number> {
  const answer = await ask('/api/v1/sources');
  const { items } = (await answer.json()) as { items: { events: number; repeated: number }[] };
  return items.reduce((sum, { events, repeated }) => sum + events + repeated, 0);
}

/** Milliseconds of one after the other. */
async function pages(until: () => boolean): Promise<number[]> {
  const took: number[] = [];
  while (!until()) {
    const start = performance.now();
    const answer = await ask('/api/v1/situation');
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`the page answered ${answer.status}`);
    took.push(performance.now() - start);
    await pause(20);
  }
  return took.sort((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): string => `${percentile(sorted, share).toFixed(0)} ms`;
const showPages = (what: string, took: readonly number[]): void =>
  row(what, at(took, 0.5), `p99 ${at(took, 0.99)}, longest ${at(took, 1)}, of ${took.length}`);
const perSecond = (events: number, ms: number): string =>
  Math.round((events / ms) * 1_000).toLocaleString('en-GB');

const some = bodies(bodyBytes);
const next = async (): Promise<Body> => (await some.next()).value;

const idle = performance.now() + 3_000;
showPages('a page, nothing sent: p50', await pages(() => performance.now() > idle));

const first: Body[] = [];
for (let i = 0; i < backlog; i++) first.push(await next());
const expected = first.reduce((sum, { lines }) => sum + lines, 0);
const began = performance.now();
for (const body of first) await send(body);
const reached = await done();
const from = performance.now();
let now = reached;
while (now < expected) {
  await pause(200);
  now = await done();
}
row(
  'events/s of a backlog',
  perSecond(expected, performance.now() - began),
  `${expected} events, ${backlog} bodies`,
);
row('of these without the door', perSecond(now - reached, performance.now() - from));

const before = await done();
const start = performance.now();
let sent = 0;
const until = start + loaded;
const over = (): boolean => performance.now() > until;
const [took] = await Promise.all([
  pages(over),
  (async () => {
    while (!over()) {
      await send(await next());
      sent += 1;
    }
  })(),
]);
const worked = (await done()) - before;
const ms = performance.now() - start;
showPages('a page while bodies are posted: p50', took);
row(
  'events/s meanwhile',
  perSecond(worked, ms),
  `${sent} bodies taken in, ${((sent * bodyBytes) / ms / 1_000).toFixed(1)} MB/s`,
);
process.exit(0);
