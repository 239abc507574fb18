/** `--format table`: what was found, grouped by rule, worst first; what it threatens; what could not be read. */
import { type Finding, type Level, levels } from '@cordon/detection';
import type { Incident } from '@cordon/incidents';
import { plain } from './plain.ts';

/** Kept per rule, so that memory follows the number of rules that fired and not the number of findings. */
export interface Tally {
  rule_id: string;
  title: string;
  level: Level;
  count: number;
  hosts: Set<string>;
  accounts: Set<string>;
  first: string | null;
  last: string | null;
}

const namesKept = 1_000;

export function createTallies() {
  const tallies = new Map<string, Tally>();
  return {
    add(finding: Finding): void {
      let tally = tallies.get(finding.rule_id);
      if (!tally) {
        tally = {
          rule_id: finding.rule_id,
          title: finding.title,
          level: finding.level,
          count: 0,
          hosts: new Set(),
          accounts: new Set(),
          first: null,
          last: null,
        };
        tallies.set(finding.rule_id, tally);
      }
      tally.count += 1;
      if (finding.host && tally.hosts.size < namesKept) tally.hosts.add(finding.host);
      if (finding.account && tally.accounts.size < namesKept) tally.accounts.add(finding.account);
      if (finding.time) {
        if (tally.first === null || finding.time < tally.first) tally.first = finding.time;
        if (tally.last === null || finding.time > tally.last) tally.last = finding.time;
      }
    },
    /** Worst first, then most frequent. */
    sorted: (): Tally[] =>
      [...tallies.values()].sort(
        (a, b) =>
          levels.indexOf(b.level) - levels.indexOf(a.level) ||
          b.count - a.count ||
          (a.title < b.title ? -1 : 1),
      ),
  };
}

const mark: Record<Level, string> = {
  critical: '!!',
  high: '! ',
  medium: '* ',
  low: '- ',
  informational: '. ',
};

function some(names: Set<string>): string {
  const [first] = names;
  if (first === undefined) return '';
  return names.size === 1 ? first : `${first} +${names.size - 1}`;
}

const fit = (text: string, width: number): string =>
  plain(text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width));

const when = (iso: string | null): string => (iso ? iso.slice(0, 16).replace('T', ' ') : 'no time');

export function tableOf(tallies: readonly Tally[], width: number): string {
  if (tallies.length === 0) return 'Nothing found.\n';
  const title = Math.max(24, Math.min(64, width - 78));
  const lines = [
    `   ${fit('LEVEL', 9)}${'COUNT'.padStart(7)}  ${fit('FINDING', title)}  ${fit('HOST', 20)}  FIRST (UTC)       LAST (UTC)`,
  ];
  for (const tally of tallies) {
    lines.push(
      `${mark[tally.level]} ${fit(tally.level === 'informational' ? 'info' : tally.level, 9)}${String(tally.count).padStart(7)}  ${fit(tally.title, title)}  ${fit(some(tally.hosts), 20)}  ${when(tally.first)}  ${when(tally.last)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

export function incidentsOf(incidents: readonly Incident[]): string {
  if (incidents.length === 0) return '';
  const lines = ['', incidents.length === 1 ? '1 incident' : `${incidents.length} incidents`];
  for (const incident of incidents.slice(0, 10)) {
    lines.push(
      '',
      `${mark[incident.level]} ${plain(incident.title)} (${incident.level}, raised ${when(incident.raised)} UTC)`,
    );
    lines.push(...wrap(plain(incident.summary), 96, '   '));
    const services = incident.services.map(
      (s) => `${s.name} (${s.state === 'hit' ? 'hit' : `${s.steps} step${s.steps === 1 ? '' : 's'} away`})`,
    );
    if (services.length > 0) lines.push(...wrap(`Services at risk: ${services.join(', ')}.`, 96, '   '));
  }
  if (incidents.length > 10) lines.push('', `   and ${incidents.length - 10} more; see --format html`);
  return `${lines.join('\n')}\n`;
}

/** `--explain`: the finding and each predicate that held. */
export function explained(finding: Finding): string {
  const head = `${mark[finding.level]} ${finding.title}  [${finding.level}]  ${finding.time ?? 'no time'}  ${finding.host ?? ''}  ${finding.account ?? ''}`;
  const where = `     ${finding.file}  record ${finding.record_id}  rule ${finding.rule_id}`;
  const reasons = finding.reason.map(
    (r) =>
      `     ${r.selection}: ${r.field ?? 'the record'} ${r.test} ${JSON.stringify(r.wanted)}, found ${JSON.stringify(clip(r.found))}`,
  );
  return `${[head, where, ...reasons].map(plain).join('\n')}\n`;
}

const clip = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + word.length + 1 > width) {
      lines.push(indent + line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  if (line) lines.push(indent + line);
  return lines;
}
