/**
 * Scanning with every SigmaHQ rule, against the least that any scanner must do: `npx tsx bench/scan.ts`.
 *
 *  1. NDJSON (the OTRF recordings): read + match on one thread, beside JSON.parse of the same lines in the same run, both in
 *     user CPU time; what twice as many rules cost.
 *  2. The same files by one and by two threads through `cordon scan`.
 *  3. Start: rules from a warm cache, in a fresh process, until the first event could be matched.
 *  4. Memory: peak resident size on an input several times the size of (1).
 *  5. Other scanners found on the PATH, on the same EVTX files and the same rules.
 *
 * Inputs come from CORDON_DATA (default ../shared/data). Ratios hold across machines; seconds do not.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadMappings, openRules } from '@cordon/detection';
import { compileRuleSet } from '@cordon/sigma';
import {
  best,
  cpuSeconds,
  createScan,
  matchOnly,
  parseAlone,
  root,
  row,
  seconds,
  sharedData,
  sigmaDirs,
  unpackRecordings,
} from './measure.ts';

const data = sharedData();
const ruleDirs = sigmaDirs(data);
const work = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
const cacheDir = join(work, 'cache');
mkdirSync(cacheDir);

const nothing = join(work, 'nothing.log');
writeFileSync(nothing, '');
const cli = join(root, 'dist', 'cli.js');
const scanWith = (args: string[]): ReturnType<typeof spawnSync> =>
  spawnSync(
    '/usr/bin/env',
    [
      'node',
      cli,
      'scan',
      '--format',
      'ndjson',
      '--out',
      join(work, 'out'),
      ...ruleDirs.flatMap((dir) => ['--rules', dir]),
      ...args,
    ],
    {
      env: { ...process.env, CORDON_HOME: work },
      encoding: 'utf8',
    },
  );

const { files, bytes } = unpackRecordings(data, work);
// Both before rules are there to be cleared around and after, so that JSON.parse is given its best.
const rounds = 4;
const parse: number[] = [];
for (let i = 0; i < rounds; i++) parse.push(await cpuSeconds(() => parseAlone(files)));
const { ruleSet, refusals } = await openRules(ruleDirs, cacheDir);
row('rules', String(ruleSet.rules.length), `${refusals.length} refused`);

const scan = createScan(ruleSet);
const { events } = await scan(files); // warm
const match: number[] = [];
const matching: number[] = [];
for (let i = 0; i < rounds; i++) {
  parse.push(await cpuSeconds(() => parseAlone(files)));
  match.push(await cpuSeconds(() => scan(files)));
  matching.push(await cpuSeconds(() => matchOnly(ruleSet)(files)));
}
row('NDJSON bytes', `${(bytes / 1e6).toFixed(0)} MB`, `${events} events`);
row('JSON.parse alone, one thread', `${Math.round(events / best(parse))} ev/s`, 'of user CPU time');
row('read + match, one thread', `${Math.round(events / best(matching))} ev/s`);
row('the same, with findings', `${Math.round(events / best(match))} ev/s`);
row('of JSON.parse alone', (best(parse) / best(match)).toFixed(2), 'bound: at least 0.6');
await twiceTheRules();

/** Every other rule against all of them: what the second half costs. */
async function twiceTheRules(): Promise<void> {
  const half = compileRuleSet(
    ruleSet.rules.filter((_, i) => i % 2 === 0),
    { mappings: loadMappings().mappings },
  );
  const withHalf: number[] = [];
  await matchOnly(half)(files); // warm
  for (let i = 0; i < rounds; i++) withHalf.push(await cpuSeconds(() => matchOnly(half)(files)));
  row(
    'twice the rules, read + match',
    `+${((best(matching) / best(withHalf) - 1) * 100).toFixed(0)} %`,
    'bound: under 15 %',
  );
}

if (existsSync(cli)) {
  scanWith(files); // fills the rule cache
  const start = await seconds(() => scanWith(['--jobs', '1', nothing]));
  row(
    'start to end of a scan of nothing',
    `${start.toFixed(2)} s`,
    'whole process, warm rule cache; bound: under 1 s',
  );
  twoThreads();
  memory();
} else row('cordon scan', 'skipped', 'run npm run build first');
peers();
rmSync(work, { recursive: true, force: true });

/**
 * Each thread loads the rules and warms up for a second or two, so what a second one brings shows on long inputs:
 * speed is taken from the difference between the recordings once and sixteen times over.
 */
function twoThreads(): void {
  const long = files.map((file) => {
    const name = file.replace('.ndjson', '-long.ndjson');
    const content = readFileSync(file);
    for (let i = 0; i < 16; i++) appendFileSync(name, content);
    return name;
  });
  const time = (jobs: string, paths: readonly string[]): number => {
    const start = performance.now();
    scanWith(['--jobs', jobs, ...paths]);
    return (performance.now() - start) / 1000;
  };
  const [one, two] = ['1', '2'].map((jobs) => ({ short: time(jobs, files), long: time(jobs, long) }));
  row('cordon scan, one thread', `${one!.long.toFixed(2)} s`, `${one!.short.toFixed(2)} s on a sixteenth`);
  row('cordon scan, two threads', `${two!.long.toFixed(2)} s`, `${two!.short.toFixed(2)} s on a sixteenth`);
  row(
    'two threads against one',
    `${((one!.long - one!.short) / (two!.long - two!.short)).toFixed(2)} x`,
    'on the difference; bound: at least 1.6 x',
  );
  for (const name of long) rmSync(name);
}

/** Peak resident size of a scan of eight times the recordings, by the kernel's own account. */
function memory(): void {
  const big = join(work, 'big.ndjson');
  for (let i = 0; i < 8; i++) for (const file of files) appendFileSync(big, readFileSync(file));
  const script = `process.argv.splice(1, 0, ''); process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n')); await import(${JSON.stringify(cli)})`;
  const { stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      script,
      'scan',
      '--jobs',
      '1',
      '--format',
      'ndjson',
      '--out',
      join(work, 'out'),
      ...ruleDirs.flatMap((dir) => ['--rules', dir]),
      big,
    ],
    { env: { ...process.env, CORDON_HOME: work }, encoding: 'utf8' },
  );
  const peak = Number(/peak (\d+)/.exec(stderr)?.[1] ?? Number.NaN) / 1024;
  row(
    `peak memory on ${(statSync(big).size / 1e6).toFixed(0)} MB`,
    `${peak.toFixed(0)} MB`,
    'bound: under 500 MB',
  );
}

/**
 * Each is given the same files and, where it takes them, the same rules. A peer that fails is said to have failed: its time
 * would mean nothing.
 */
function peers(): void {
  const evtx = join(data, 'evtx', 'attack-samples');
  const sigma = join(data, 'sigma');
  const known: { name: string; input: string; paths: string[]; runs: string[][] }[] = [
    {
      // One file and one folder of rules a run. It matches nothing by log source unless told where an event names it.
      name: 'rsigma',
      input: 'NDJSON',
      paths: files,
      runs: files.map((file) => [
        'engine',
        'eval',
        '--rules',
        ruleDirs[0]!,
        '--quiet',
        '--event',
        `@${file}`,
      ]),
    },
    {
      name: 'hayabusa',
      input: 'EVTX samples',
      paths: [evtx],
      runs: [['csv-timeline', '-d', evtx, '-o', join(work, 'hayabusa.csv'), '-w', '-q']],
    },
    {
      name: 'chainsaw',
      input: 'EVTX samples',
      paths: [evtx],
      runs: [['hunt', evtx, '-s', sigma, '--mapping', 'mappings/sigma-event-logs-all.yml', '-q']],
    },
    {
      name: 'zircolite',
      input: 'EVTX samples',
      paths: [evtx],
      runs: [['--evtx', evtx, '--ruleset', ruleDirs[0]!]],
    },
  ];
  if (!existsSync(cli)) return;
  for (const { name, input, paths, runs } of known) {
    if (spawnSync('which', [name]).status !== 0) {
      row(`${input}, ${name}`, 'not on PATH', 'install it to compare');
      continue;
    }
    const time = (work: () => boolean): number => {
      const start = performance.now();
      return work() ? (performance.now() - start) / 1000 : Number.NaN;
    };
    const theirs = time(() =>
      runs.every((args) => spawnSync(name, args, { cwd: work, stdio: 'ignore' }).status === 0),
    );
    const ours = best([1, 2, 3].map(() => time(() => scanWith(['--jobs', '1', ...paths]).status === 1)));
    row(`${input}, cordon scan on one thread`, `${ours.toFixed(2)} s`, 'whole process');
    row(
      `${input}, ${name}`,
      Number.isNaN(theirs) ? 'failed' : `${theirs.toFixed(2)} s`,
      Number.isNaN(theirs) ? '' : `cordon takes ${(ours / theirs).toFixed(2)} x of its time`,
    );
  }
}
