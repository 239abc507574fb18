/**
 * The lanes by which the fastest open Sigma engine is measured, and the OTRF recordings, on identical bytes:
 * `npx tsx bench/lanes.ts [lane...]`.
 *
 * For each lane, in events a second of user CPU time once warm: JSON.parse alone; read + match; the same with why each rule
 * matched; the same with every finding made; and rsigma, when it is on the PATH, with its routing by log source off and on.
 * rsigma's time is that of a long input less that of a short one, so that starting and loading rules counts for neither side.
 * What it prints of a match is the rule and why: like for like is the column with reasons. A finding has an id that nobody can
 * forge besides, and when, on which host, by whom and from where it was, read from the record. Then: what twice as many rules cost.
 *
 * Both sides are given SigmaHQ's `rules` folder. Inputs come from CORDON_DATA (default ../shared/data).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadMappings, openRules } from '@cordon/detection';
import { compileRuleSet, type RuleSet } from '@cordon/sigma';
import {
  best,
  cpuSeconds,
  createScan,
  matchOnly,
  matchWithReasons,
  parseAlone,
  sharedData,
  unpackRecordings,
} from './measure.ts';

/** How often the short input goes into the long one. */
const times = 10;
const rounds = 3;

const wanted = process.argv.slice(2);
const data = sharedData();
const work = mkdtempSync(join(tmpdir(), 'cordon-lanes-'));
const rules = join(data, 'sigma', 'rules');
const { ruleSet } = await openRules([rules], null);
const { mappings } = loadMappings();
const hasRsigma = spawnSync('which', ['rsigma']).status === 0;

/** Seconds of user CPU time for the long input less those for the short one; NaN when it failed. */
function rsigma(short: string, long: string, routing: boolean): number {
  const time = (file: string): number => {
    const flags = routing ? ['--logsource-routing'] : [];
    const args = ['engine', 'eval', '--rules', rules, '--quiet', ...flags, '--event', `@${file}`];
    // The shell's `times` gives user and system time, its own and then that of what it ran.
    const { stdout, status } = spawnSync(
      'sh',
      ['-c', 'rsigma "$@" > /dev/null 2>&1 && times', 'sh', ...args],
      {
        encoding: 'utf8',
      },
    );
    const children = /^(\d+)m([\d.]+)s/.exec(stdout.trim().split('\n').at(-1) ?? '');
    return status === 0 && children ? Number(children[1]) * 60 + Number(children[2]) : Number.NaN;
  };
  const all = Array.from({ length: rounds }, () => ({ short: time(short), long: time(long) }));
  return best(all.map(({ long }) => long)) - best(all.map(({ short }) => short));
}

async function fastest(work: () => unknown): Promise<number> {
  await work(); // warm
  const all: number[] = [];
  for (let i = 0; i < rounds; i++) all.push(await cpuSeconds(work));
  return best(all);
}

/** Rows are printed as they come: a lane takes a minute. */
const heads = [
  'lane',
  'events',
  'JSON.parse',
  'read + match',
  'with reasons',
  'with findings',
  '/ JSON.parse',
  'findings/event',
  'rsigma',
  'rsigma routed',
  'reasons / faster rsigma',
  'findings / faster rsigma',
];
const print = (cells: readonly string[]): void =>
  console.log(
    cells.map((cell, i) => (i === 0 ? cell.padEnd(20) : cell.padStart(heads[i]!.length))).join('  '),
  );
print(heads);
interface Lane {
  readonly name: string;
  /** Its files are written when it is its turn. */
  files(): { short: string; long: string };
}

const lanes: Lane[] = readdirSync(join(data, 'lanes'))
  .filter((name) => name.endsWith('.ndjson.gz'))
  .sort()
  .map((file) => {
    const name = basename(file, '.ndjson.gz');
    return {
      name,
      files() {
        const content = gunzipSync(readFileSync(join(data, 'lanes', file)));
        return written(name, content, Buffer.concat(Array.from({ length: times }, () => content)));
      },
    };
  });
lanes.push({
  name: 'otrf',
  files() {
    const content = Buffer.concat(unpackRecordings(data, work).files.map((file) => readFileSync(file)));
    return written('otrf', content.subarray(0, content.indexOf(10, content.length / times) + 1), content);
  },
});

function written(name: string, shorter: Buffer, longer: Buffer): { short: string; long: string } {
  const [short, long] = [join(work, `${name}.ndjson`), join(work, `${name}-long.ndjson`)];
  writeFileSync(short, shorter);
  writeFileSync(long, longer);
  return { short, long };
}

const longFiles: string[] = [];
for (const { name, files } of lanes) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { short, long } = files();
  longFiles.push(long);
  const scan = createScan(ruleSet);
  const match = matchOnly(ruleSet);
  const { events, findings } = await scan([long]);
  const parse = events / (await fastest(() => parseAlone([long])));
  const matched = events / (await fastest(() => match([long])));
  const reasons = matchWithReasons(ruleSet);
  const reasoned = events / (await fastest(() => reasons([long])));
  const ours = events / (await fastest(() => scan([long])));
  const extra = events - parseAlone([short]);
  const [plain, routed] = hasRsigma
    ? [extra / rsigma(short, long, false), extra / rsigma(short, long, true)]
    : [Number.NaN, Number.NaN];
  const peer = Math.max(...[plain, routed].filter((rate) => rate > 0));
  print([
    name,
    String(events),
    rate(parse),
    rate(matched),
    rate(reasoned),
    rate(ours),
    (ours / parse).toFixed(2),
    (findings / events).toFixed(2),
    rate(plain),
    rate(routed),
    ...[reasoned, ours].map((own) =>
      Number.isFinite(peer) ? `${(own / peer).toFixed(2)} x` : hasRsigma ? 'failed' : 'not on PATH',
    ),
  ]);
}
console.log();

/** Every other rule against all of them: what the second half costs. */
const half = compileRuleSet(
  ruleSet.rules.filter((_, i) => i % 2 === 0),
  { mappings },
);
// A rule that was added and matches makes findings of its own, whatever the engine: so both are said.
for (const [what, on] of [
  ['matching only', matchOnly],
  ['with findings', createScan],
] as const) {
  const time = (set: RuleSet) => {
    const run = on(set);
    return fastest(() => run(longFiles));
  };
  const [withHalf, withAll] = [await time(half), await time(ruleSet)];
  console.log(
    `twice the rules (${half.rules.length} to ${ruleSet.rules.length}), ${what}: ${((withAll / withHalf - 1) * 100).toFixed(0)} % more time; bound: under 15 %`,
  );
}
rmSync(work, { recursive: true, force: true });

function rate(perSecond: number): string {
  return Number.isFinite(perSecond) ? `${Math.round(perSecond / 1000)} k/s` : '-';
}
