/** `cordon rules coverage [DIR…]`: what rules cover of ATT&CK, and what stands behind the claim. */
import { existsSync } from 'node:fs';
import { type Coverage, coverRules, layerOf, loadAttack, writeProved } from '@cordon/detection';
import { openFolders } from '@cordon/platform/config';
import { projectPath } from '@cordon/platform/root';
import type { coverageFormats } from './output/formats.ts';

export interface CoverageCommand {
  format: (typeof coverageFormats)[number];
  logs: string[];
  prove: boolean;
}

/** The text to print; with `prove`, replays first and writes what it proved. */
export async function coverageCommand(
  dirs: string[],
  { format, logs, prove }: CoverageCommand,
): Promise<string> {
  const rules = dirs.length > 0 ? dirs : [projectPath('content', 'rules')];
  const { cache } = openFolders();
  const proved = prove ? await proveAnew(rules, cache) : '';
  const coverage = await coverRules(rules, cache, logs, dirs.length === 0);
  if (format === 'json') return `${JSON.stringify(coverage, null, 2)}\n`;
  if (format === 'navigator') return `${JSON.stringify(layerFor(coverage), null, 2)}\n`;
  return proved + tableOf(coverage);
}

async function proveAnew(rules: readonly string[], cache: string): Promise<string> {
  const data = process.env.CORDON_DATA ?? projectPath('..', 'shared', 'data');
  const found = existsSync(data) ? data : null;
  const written = await writeProved(rules, cache, found);
  const without = found === null ? '; no public recordings at hand: set CORDON_DATA to their folder' : '';
  return `${written.proved} of ${written.rules} rules, correlations and models spoke of what was replayed, ${written.onRecordings} of them on recordings that others made${without}. Written to ${written.file}\n\n`;
}

const sourceWord = { seen: 'seen', 'not-seen': 'not seen', unknown: 'not known' } as const;
const proofWord = { recording: 'recording', fixture: 'own record', none: 'nothing' } as const;

function tableOf(coverage: Coverage): string {
  const { techniques, tactics } = coverage;
  const width = (name: (row: (typeof techniques)[number]) => string): number =>
    Math.max(10, ...techniques.map((row) => name(row).length));
  const names = Math.min(
    44,
    width(({ name }) => name),
  );
  const fit = (text: string): string =>
    text.length > names ? `${text.slice(0, names - 1)}…` : text.padEnd(names);
  const rows = techniques.map(
    ({ id, name, rules, source, proof }) =>
      `${id.padEnd(10)} ${fit(name)} ${String(rules.length).padStart(5)}  ${sourceWord[source].padEnd(10)} ${proofWord[proof]}`,
  );
  const summary = tactics.map(
    ({ name, techniques: all, ruled, sourced, proved }) =>
      `${name.padEnd(22)} ${String(all).padStart(6)} ${String(ruled).padStart(6)} ${String(sourced).padStart(8)} ${String(proved).padStart(7)}`,
  );
  const unknown = techniques.some(({ source }) => source === 'unknown')
    ? ['Log sources are not known: name logs with --logs, or see the page /coverage.', '']
    : [];
  return [
    `${'TECHNIQUE'.padEnd(10)} ${fit('NAME')} RULES  LOG SOURCE PROVED BY`,
    ...rows,
    '',
    `${'TACTIC'.padEnd(22)} ATT&CK   RULE   SOURCE  PROVED`,
    ...summary,
    '',
    `${coverage.rules} rules, correlations included, and ${coverage.models} models; ${coverage.untagged} name no technique. ATT&CK ${coverage.attack.version}.`,
    ...unknown,
    coverage.attack.notice,
    '',
  ].join('\n');
}

/** From a mere claim to what was seen to work. */
const shades = {
  none: { score: 1, color: '#d8dde0', label: 'has a rule' },
  fixture: { score: 2, color: '#41b6e6', label: 'proved by a record written with the rule' },
  recording: { score: 3, color: '#007f3b', label: 'proved by a recording of an attack' },
} as const;

function layerFor(coverage: Coverage) {
  return layerOf(loadAttack(), {
    name: 'Cordon coverage',
    description: 'Techniques for which there is a rule; the colour says what was replayed to prove it.',
    techniques: coverage.techniques.map(({ id, rules, source, proof }) => ({
      techniqueID: id,
      score: shades[proof].score,
      color: shades[proof].color,
      comment: [...rules.map(({ title }) => title), `log source: ${sourceWord[source]}`].join('\n'),
    })),
    legend: Object.values(shades).map(({ label, color }) => ({ label, color })),
  });
}
