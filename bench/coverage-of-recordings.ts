/**
 * What the rules find in recordings that others made: `npx tsx bench/coverage-of-recordings.ts [--silent]`.
 *
 * One table: SigmaHQ's rules alone, ours alone, and both, on 277 recordings of attacks and on samples of ordinary machines.
 * Two rules that say the same of one record are two findings, so findings on ordinary machines are also counted as records.
 * `--silent` also lists the attacks in which nothing of level high or critical was found.
 *
 * Inputs come from CORDON_DATA (default ../shared/data). No large clean Windows baseline is among them: the ordinary samples
 * are few, and the figures say nothing about the rate of false alarms in a hospital.
 */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { atLeast, createDetect, type Finding, openRules, readPath, walkInputs } from '@cordon/detection';

const root = resolve(import.meta.dirname, '..');
const data = resolve(root, process.env.CORDON_DATA ?? '../shared/data');
const attacks = join(data, 'evtx', 'attack-samples');
const ordinary = join(data, 'evtx', 'samples');
if (![attacks, ordinary, join(data, 'sigma')].every(existsSync)) {
  console.log(`skipped: ${data} has no recordings; set CORDON_DATA to the folder of shared test data`);
  process.exit(0);
}
const sigmaFolders = ['rules', 'rules-emerging-threats', 'rules-threat-hunting', 'rules-compliance'];
const sigma = sigmaFolders.map((name) => join(data, 'sigma', name)).filter(existsSync);
const own = join(root, 'content', 'rules');

const { ruleSet } = await openRules([own, ...sigma], null);
const detect = createDetect(ruleSet);
const ours = new Set(ruleSet.rules.filter(({ file }) => file.startsWith(own)).map(({ id }) => id));

async function findingsByFile(folder: string): Promise<Map<string, Finding[]>> {
  const files = new Map<string, Finding[]>();
  for await (const { path } of walkInputs([folder], () => {})) {
    if (!path.endsWith('.evtx')) continue;
    const findings: Finding[] = [];
    for await (const batch of readPath(path)) for (const event of batch) findings.push(...detect(event));
    files.set(relative(folder, path), findings);
  }
  return files;
}

const isHigh = ({ level }: Finding): boolean => atLeast(level, 'high');
const views: [string, (finding: Finding) => boolean][] = [
  ['SigmaHQ alone', ({ rule_id }) => !ours.has(rule_id)],
  ['Cordon alone', ({ rule_id }) => ours.has(rule_id)],
  ['SigmaHQ and Cordon', () => true],
];

const inAttacks = await findingsByFile(attacks);
const inOrdinary = await findingsByFile(ordinary);
const columns = ['rules', 'attacks: any', 'high+', 'ordinary: any', 'high+', 'records at high+'];
const line = (cells: readonly (string | number)[]): void =>
  console.log(
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(20) : String(cell).padStart(17))).join(''),
  );

console.log(
  `${inAttacks.size} recordings of attacks (files found), ${inOrdinary.size} ordinary samples (findings)\n`,
);
line(['', ...columns]);
for (const [name, mine] of views) {
  const found = [...inAttacks.values()].map((findings) => findings.filter(mine));
  const calm = [...inOrdinary.values()].flatMap((findings) => findings.filter(mine));
  const loud = calm.filter(isHigh);
  line([
    name,
    name === 'SigmaHQ and Cordon'
      ? ruleSet.rules.length
      : ruleSet.rules.filter(({ id }) => ours.has(id) === (name === 'Cordon alone')).length,
    found.filter((findings) => findings.length > 0).length,
    found.filter((findings) => findings.some(isHigh)).length,
    calm.length,
    loud.length,
    new Set(loud.map(({ file, record_id }) => `${file}\0${record_id}`)).size,
  ]);
}

if (process.argv.includes('--silent')) {
  console.log('\nNothing of level high or critical found in:');
  for (const [file, findings] of inAttacks) if (!findings.some(isHigh)) console.log(`  ${file}`);
}
