/**
 * An estate in a running Cordon: `npx tsx bench/estate.ts [assets, default 100000]`. A server in a process of its own is given a made-up
 * inventory (the sample hospital's assets many times over, each with a name and an address of its own). Prints how long the import takes
 * and how long GET /api/v1/situation takes meanwhile; how long pages of the estate take afterwards, and how many bytes they are.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { startCordon } from '../apps/server/test/running.ts';
import { percentile, row } from './measure.ts';

const wanted = Number(process.argv[2] ?? 100_000);
const sample = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
const lines = Array.from({ length: wanted }, (_, i) => {
  const { hostname, kind, os, location } = sample.assets[i % sample.assets.length]!;
  const address = `10.${100 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
  return `${hostname}-${i},${address},${kind},${os},${location.replaceAll(',', ' ')},${i % 3 === 0 ? '' : 'IT'}`;
});
const inventory = `Hostname,IP address,Kind,OS,Location,Owner\n${lines.join('\n')}\n`;

const home = mkdtempSync(join(tmpdir(), 'cordon-bench-estate-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));
const { child, ask } = await startCordon(home, ['--empty']);
process.on('exit', () => child.kill('SIGKILL'));

async function timed(path: string, init?: { method: string; body: string }) {
  const start = performance.now();
  const answer = await ask(`/api/v1/${path}`, init);
  const bytes = (await answer.arrayBuffer()).byteLength;
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return { ms: performance.now() - start, bytes };
}

const rounded = (ms: number): string => `${Math.round(ms).toLocaleString('en-GB')} ms`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const memory = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;

/** Does it, and asks for a page again and again meanwhile. */
async function meanwhile(what: string, does: () => Promise<{ ms: number }>): Promise<void> {
  const took: number[] = [];
  let isDone = false;
  const doing = does().finally(() => {
    isDone = true;
  });
  while (!isDone) {
    took.push((await timed('situation')).ms);
    await pause(20);
  }
  const { ms } = await doing;
  took.sort((a, b) => a - b);
  row(
    what,
    rounded(ms),
    `a page meanwhile: p50 ${rounded(percentile(took, 0.5))}, longest ${rounded(percentile(took, 1))}`,
  );
}

const imported = (query: string) =>
  timed(`estate/imports?name=inventory.csv${query}`, { method: 'POST', body: inventory });
row('assets', wanted.toLocaleString('en-GB'), megabytes(inventory.length));
await meanwhile('shown before it is made', () => imported('&dry=1'));
await meanwhile('imported', () => imported(''));
await meanwhile('imported again, nothing new', () => imported(''));
await meanwhile('the first page of assets', () => timed('estate/assets?limit=200'));
for (const [what, path] of [
  ['a page of assets', 'estate/assets?limit=200&offset=50000'],
  ['found by words', 'estate/assets?limit=200&q=sah-ct01%209'],
  ['support unknown, nobody owns it', 'estate/assets?limit=200&support=unknown&unknown=owner'],
  ['one asset’s story', `estate/assets/${sample.assets[0]!.hostname}-0`],
  ['what to fix first', 'estate/legacy'],
  ['everything but assets', 'estate/outline'],
  ['everything (GET /estate)', 'estate'],
] as const) {
  const { ms, bytes } = await timed(path);
  row(what, rounded(ms), megabytes(bytes));
}
row('memory of the server', megabytes(memory()), '');
process.exit(0);
