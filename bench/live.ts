/**
 * A running Cordon under load: `npx tsx bench/live.ts [seconds, default 15]`. A server in a process of its own, without an estate,
 * is sent simulated logs of ordinary days in bodies of 4 MB. Prints how many events a second it works through when they wait for
 * it, and how long GET /api/v1/situation takes while bodies are posted without pause, beside the same when nothing is sent.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readMachineKey } from '@cordon/access';
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { loadScenario, simulate } from '@cordon/simulator';
import { row } from './measure.ts';

const bodyBytes = 4_000_000;
/** Bodies that wait when the speed is measured. */
const backlog = 15;
const loaded = Number(process.argv[2] ?? 15) * 1_000;

interface Body {
  name: string;
  lines: number;
  text: string;
}

/** Never the same record twice: repeats would cost less than they should. */
async function* bodies(): AsyncGenerator<Body> {
  const estate = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
  const scenario = await loadScenario('ordinary-day', projectPath('content/scenarios'));
  const waiting = new Map<string, { lines: string[]; bytes: number }>();
  for (let seed = 1; ; seed++) {
    for (const { stream, line } of simulate({ estate, scenario, seed })) {
      if (!/^(windows|zeek|fhir)\//.test(stream)) continue;
      const body = waiting.get(stream) ?? { lines: [], bytes: 0 };
      waiting.set(stream, body);
      body.lines.push(line);
      body.bytes += line.length + 1;
      if (body.bytes < bodyBytes) continue;
      waiting.delete(stream);
      yield { name: stream, lines: body.lines.length, text: `${body.lines.join('\n')}\n` };
    }
  }
}

async function startServer(home: string): Promise<{ address: string; stop(): void }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', projectPath('apps/server/main.ts'), '--empty', '--port', '4790'],
    { env: { ...process.env, CORDON_HOME: home }, cwd: projectPath(), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  process.on('exit', () => child.kill('SIGKILL'));
  let said = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += text;
    const address = /is running at (http:\/\/[^\s/]+)/.exec(said)?.[1];
    if (address) return { address, stop: () => child.kill('SIGKILL') };
  }
  throw new Error(`the server did not start: ${said}`);
}

const home = mkdtempSync(join(tmpdir(), 'cordon-bench-live-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));
const { address, stop } = await startServer(home);
const headers = { authorization: `Bearer ${readMachineKey(join(home, 'hospital'))}` };

async function send({ name, text }: Body): Promise<void> {
  for (;;) {
    const url = `${address}/api/v1/logs?name=${encodeURIComponent(name)}`;
    const answer = await fetch(url, { method: 'POST', headers, body: text });
    await answer.arrayBuffer();
    if (answer.status === 202) return;
    if (answer.status !== 429) throw new Error(`the door answered ${answer.status}`);
    await pause(200);
  }
}

/** Events that are stored, with all that they led to. */
async function done(): Promise<number> {
  const answer = await fetch(`${address}/api/v1/sources`, { headers });
  const { items } = (await answer.json()) as { items: { events: number; repeated: number }[] };
  return items.reduce((sum, { events, repeated }) => sum + events + repeated, 0);
}

/** Milliseconds of one after the other. */
async function pages(until: () => boolean): Promise<number[]> {
  const took: number[] = [];
  while (!until()) {
    const start = performance.now();
    const answer = await fetch(`${address}/api/v1/situation`, { headers });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`the page answered ${answer.status}`);
    took.push(performance.now() - start);
    await pause(20);
  }
  return took.sort((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): string =>
  `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(0)} ms`;
const showPages = (what: string, took: readonly number[]): void =>
  row(what, at(took, 0.5), `p99 ${at(took, 0.99)}, longest ${at(took, 1)}, of ${took.length}`);
const perSecond = (events: number, ms: number): string =>
  Math.round((events / ms) * 1_000).toLocaleString('en-GB');

const some = bodies();
const next = async (): Promise<Body> => (await some.next()).value as Body;

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
stop();
process.exit(0);
