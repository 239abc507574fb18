/**
 * A running Cordon under load for long: `npx tsx bench/load.ts [--minutes N, default 10]`. A server in a process of its own, without
 * an estate, takes simulated logs of ordinary days from three sources at a steady rate for so many minutes, then as many again with
 * the third of them flooding. Each minute it prints what was worked through, how long the door and a page took to answer, how long
 * until what a steady source sent was worked through, and the memory of the server; at the end what the flood cost the others,
 * what was lost, and whether memory stayed flat.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { projectPath } from '@cordon/platform/root';
import { freePort, startCordon } from '../apps/server/test/running.ts';
import type { Sender, Sent } from './load-sender.ts';
import { percentile } from './measure.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
if (!(minutes >= 1)) throw new Error(`--minutes ${values.minutes} is not a number of 1 or more`);

const steadyRate = 800;
const steadyBytes = 100_000;
const floodBytes = 1_000_000;
const steady = ['steady-a', 'steady-b'];
const third = 'third';

const home = mkdtempSync(join(tmpdir(), 'cordon-bench-load-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));
const intake = `127.0.0.1:${await freePort()}`;
writeFileSync(join(home, 'cordon.yaml'), `intake: { listen: '${intake}', plain: true }\n`);
const cordon = await startCordon(home, ['--empty']);
process.on('exit', () => cordon.child.kill('SIGKILL'));

const said = (): string => cordon.said().slice(-4_000);

async function tokenFor(name: string): Promise<string> {
  const answer = await cordon.ask('/api/v1/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, scopes: ['logs.write'], expires: null }),
  });
  if (answer.status !== 201) throw new Error(`no token: ${await answer.text()}`);
  return ((await answer.json()) as { secret: string }).secret;
}

/** What was acknowledged to one source. */
interface Source {
  /** Events, of all time. */
  taken: number;
  /** Batches that are not worked through, by the events that were acknowledged with them and before. */
  open: { upTo: number; at: number }[];
}
const sources = new Map<string, Source>();
const secrets = new Map<string, string>();
for (const name of [...steady, third]) {
  sources.set(name, { taken: 0, open: [] });
  secrets.set(name, await tokenFor(name));
}

/** What is gathered until a minute is over, and from there until the phase is. Times in milliseconds. */
interface Gathered {
  acks: number[];
  pages: number[];
  delays: number[];
  thirdBytes: number;
  refusedThird: number;
  refusedSteady: number;
  worked: number;
  lag: number;
  /** Megabytes, with the minutes since the phase began. */
  memory: { at: number; mb: number }[];
}
const nothing = (): Gathered => ({
  ...{ acks: [], pages: [], delays: [], memory: [] },
  ...{ thirdBytes: 0, refusedThird: 0, refusedSteady: 0, worked: 0, lag: 0 },
});
let minute = nothing();

function noteSent(name: string, sent: Sent): void {
  if ('refused' in sent) {
    if (name === third) minute.refusedThird += 1;
    else minute.refusedSteady += 1;
    return;
  }
  const source = sources.get(name)!;
  source.taken += sent.taken;
  if (name === third) minute.thirdBytes += sent.bytes;
  else {
    source.open.push({ upTo: source.taken, at: sent.at });
    minute.acks.push(sent.ms);
  }
}

let started = 0;
/** @returns what stops it, and resolves when its last body was answered */
function startSender(name: string, rate: number | null): () => Promise<void> {
  const sender: Sender = {
    address: `http://${intake}`,
    secret: secrets.get(name)!,
    bytes: rate === null ? floodBytes : steadyBytes,
    rate,
    sender: started++,
    senders: 6,
  };
  const child = fork(projectPath('bench/load-sender.ts'), [JSON.stringify(sender)], {
    execArgv: ['--import', 'tsx'],
  });
  process.on('exit', () => child.kill('SIGKILL'));
  child.on('message', (sent) => noteSent(name, sent as Sent));
  const ended = once(child, 'exit');
  let asked = false;
  child.on('exit', (code) => {
    if (code === 0 && asked) return;
    console.error(`The sender ${name} ended with ${code}. The server said:\n${said()}`);
    process.exit(1);
  });
  return async () => {
    asked = true;
    child.send('stop');
    await ended;
  };
}

/** Events by source that are stored with all they led to, and what waits. */
async function look(): Promise<{ worked: Map<string, number>; lag: number }> {
  const answer = await cordon.ask('/api/v1/sources');
  if (!answer.ok) throw new Error(`the sources answered ${answer.status}`);
  const { items, waiting } = (await answer.json()) as {
    items: { key: string; events: number; repeated: number; unreadable: number }[];
    waiting: number;
  };
  const worked = new Map<string, number>();
  for (const { key, events, repeated, unreadable } of items) {
    const name = key.split('/')[0]!;
    worked.set(name, (worked.get(name) ?? 0) + events + repeated + unreadable);
  }
  return { worked, lag: waiting };
}

let workedBefore = 0;
async function watch(): Promise<void> {
  const { worked, lag } = await look();
  const all = [...worked.values()].reduce((a, b) => a + b, 0);
  minute.worked += all - workedBefore;
  workedBefore = all;
  minute.lag = lag;
  for (const name of steady) {
    const { open } = sources.get(name)!;
    while (open[0] && open[0].upTo <= (worked.get(name) ?? 0))
      minute.delays.push(Date.now() - open.shift()!.at);
  }
}

async function page(): Promise<void> {
  const start = performance.now();
  const answer = await cordon.ask('/api/v1/situation');
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the page answered ${answer.status}; the server said:\n${said()}`);
  minute.pages.push(performance.now() - start);
}

const memoryMb = (): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(cordon.child.pid)], { encoding: 'utf8' })) / 1024;

const times = (ms: readonly number[]): string => {
  if (ms.length === 0) return 'none';
  const sorted = [...ms].sort((a, b) => a - b);
  return `${percentile(sorted, 0.5).toFixed(0)} / ${percentile(sorted, 0.99).toFixed(0)}`;
};
const columns = [8, 10, 14, 14, 16, 8, 10, 14, 10];
const line = (...cells: string[]): void =>
  console.log(cells.map((cell, i) => cell.padStart(columns[i]!)).join(''));

function add(to: Gathered, more: Gathered): void {
  for (const key of ['acks', 'pages', 'delays', 'memory'] as const)
    for (const one of more[key]) (to[key] as unknown[]).push(one);
  for (const key of ['thirdBytes', 'refusedThird', 'refusedSteady', 'worked'] as const) to[key] += more[key];
}

/** Every `ms`, one after the other, until told to stop. */
function repeat(ms: number, work: () => Promise<void> | void): () => Promise<void> {
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      await work();
      await pause(ms);
    }
  })();
  return async () => {
    stopped = true;
    await running;
  };
}

async function phase(title: string, rateOfThird: number | null): Promise<Gathered> {
  console.log(`\n${title}`);
  line('minute', 'events/s', 'door ms', 'page ms', 'until worked', 'lag', 'RSS MB', 'third MB/s', 'refused');
  minute = nothing();
  const whole = nothing();
  const began = performance.now();
  const stops = [...steady.map((name) => startSender(name, steadyRate)), startSender(third, rateOfThird)];
  const watching = [
    repeat(500, watch),
    repeat(250, page),
    repeat(2_000, () => {
      minute.memory.push({ at: (performance.now() - began) / 60_000, mb: memoryMb() });
    }),
  ];
  for (let n = 1; n <= minutes; n++) {
    const from = performance.now();
    await pause(n * 60_000 - (from - began));
    const seconds = (performance.now() - from) / 1_000;
    const one = minute;
    minute = nothing();
    line(
      String(n),
      (one.worked / seconds).toFixed(0),
      times(one.acks),
      times(one.pages),
      times(one.delays),
      String(one.lag),
      (one.memory.at(-1)?.mb ?? 0).toFixed(0),
      (one.thirdBytes / 1e6 / seconds).toFixed(1),
      `${one.refusedThird} ${one.refusedSteady}`,
    );
    add(whole, one);
  }
  await Promise.all(stops.map((stop) => stop()));
  await Promise.all(watching.map((stop) => stop()));
  return whole;
}

/** Waits until all that was acknowledged is worked through, and says what is missing. */
async function missing(): Promise<number> {
  const acknowledged = [...sources.values()].reduce((sum, { taken }) => sum + taken, 0);
  for (;;) {
    const { worked, lag } = await look();
    const all = [...worked.values()].reduce((a, b) => a + b, 0);
    if (lag === 0) return acknowledged - all;
    await pause(500);
  }
}

/** Least squares over the second half, in MB a minute; flat: less than a tenth of the whole in that time. */
function memoryOf({ memory }: Gathered): { text: string; flat: boolean } {
  const half = memory.slice(Math.floor(memory.length / 2));
  const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length;
  const at = mean(half.map((one) => one.at));
  const mb = mean(half.map((one) => one.mb));
  const slope =
    half.reduce((sum, one) => sum + (one.at - at) * (one.mb - mb), 0) /
    half.reduce((sum, one) => sum + (one.at - at) ** 2, 0);
  const most = Math.max(...memory.map((one) => one.mb));
  const flat = slope * (half.at(-1)!.at - half[0]!.at) < mb / 10;
  return {
    text: `${mb.toFixed(0)} MB, ${slope >= 0 ? '+' : ''}${slope.toFixed(1)} MB a minute over the second half, ${most.toFixed(0)} at most`,
    flat,
  };
}

const p99 = (ms: readonly number[]): number =>
  percentile(
    [...ms].sort((a, b) => a - b),
    0.99,
  );

console.log(
  `Three sources, ${steadyRate} events/s each. Times are p50 / p99; "until worked" is from the acknowledgement of what steady sources` +
    ' sent; "refused" counts 429 of the third source and of the steady ones.',
);
const even = await phase('All steady', steadyRate);
const lostEven = await missing();
const flooded = await phase('The third source floods', null);
const lostFlooded = await missing();

const memories = [memoryOf(even), memoryOf(flooded)];
/** Memory takes its time to settle. */
const shortest = 5;
const verdict =
  minutes < shortest
    ? `unknown, as ${shortest} minutes at least are needed to tell`
    : memories.every(({ flat }) => flat)
      ? 'flat'
      : 'NOT flat';
const ratio = (of: 'acks' | 'pages' | 'delays'): string =>
  `${(p99(flooded[of]) / p99(even[of])).toFixed(1)} (${p99(even[of]).toFixed(0)} → ${p99(flooded[of]).toFixed(0)} ms)`;
console.log(`
p99 with the flood : without: the door ${ratio('acks')}, a page ${ratio('pages')}, until worked ${ratio('delays')}
Refused to steady sources: ${even.refusedSteady} without the flood, ${flooded.refusedSteady} with it; to the flood ${flooded.refusedThird}
Memory, all steady: ${memories[0]!.text}
Memory, with the flood: ${memories[1]!.text}
Verdict: memory ${verdict}; acknowledged and not stored: ${lostEven + lostFlooded} events`);
process.exit(0);
