/**
 * `--format html`: one file that opens anywhere, asks nothing of the network, and goes from the headline down to each log
 * record.
 */
import { createHash } from 'node:crypto';
import { type Finding, type InputReport, type Level, levels } from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import type { Incident } from '@cordon/incidents';
import type { Gathered, Name } from './gather.ts';
import { Html, html } from './html.ts';
import { style } from './style.css.ts';

export { createGatherer } from './gather.ts';

export interface ReportInput {
  gathered: Gathered;
  incidents: readonly Incident[];
  estate: Estate | null;
  inputs: readonly InputReport[];
  paths: readonly string[];
  events: number;
  rules: { loaded: number; refused: number };
  /** When the scan ended, ISO 8601. */
  at: string;
}

/** Filters the list of rules; without scripts the whole list simply stays open to reading. */
const script = `
const text=document.getElementById('q'),level=document.getElementById('lv'),said=document.getElementById('said');
function sift(){let n=0;for(const d of document.querySelectorAll('details.rule')){const ok=(!level.value||d.dataset.level===level.value)&&d.textContent.toLowerCase().includes(text.value.toLowerCase());d.hidden=!ok;if(ok)n++}said.textContent=n+' shown'}
text.addEventListener('input',sift);level.addEventListener('change',sift);`;

const columns: readonly [string, string][] = [
  ['reconnaissance', 'Reconnaissance'],
  ['resource-development', 'Resource development'],
  ['initial-access', 'Initial access'],
  ['execution', 'Execution'],
  ['persistence', 'Persistence'],
  ['privilege-escalation', 'Privilege escalation'],
  ['defense-evasion', 'Defence evasion'],
  ['credential-access', 'Credential access'],
  ['discovery', 'Discovery'],
  ['lateral-movement', 'Lateral movement'],
  ['collection', 'Collection'],
  ['command-and-control', 'Command and control'],
  ['exfiltration', 'Exfiltration'],
  ['impact', 'Impact'],
];

const shape: Record<Level, string> = { critical: '◆', high: '▲', medium: '■', low: '●', informational: '○' };
const word: Record<Level, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'Information',
};
const levelTag = (level: Level): Html =>
  html`<span class="tag t-${level}">${shape[level]} ${word[level]}</span>`;
const number = (n: number): string => n.toLocaleString('en-GB');
const when = (iso: string | null): string => (iso ? `${iso.slice(0, 10)} ${iso.slice(11, 19)}` : 'no time');

export function reportOf(input: ReportInput): string {
  const { gathered, incidents } = input;
  const hash = createHash('sha256').update(script).digest('base64');
  const page = html`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${new Html(hash)}'">
<title>Cordon: ${number(gathered.total)} findings</title><style>${new Html(style)}</style></head><body>
<header><div class="wrap"><h1>${headline(input)}</h1>
<p>${number(input.events)} events from ${number(input.inputs.length)} files, checked against ${number(input.rules.loaded)} rules on ${when(input.at)} UTC. All times are UTC.</p></div></header>
<main class="wrap">
${levelsOf(gathered)}
${incidents.length > 0 && incidentsOf(incidents)}
${input.estate && servicesOf(incidents, input.estate)}
${gathered.timeline && timelineOf(gathered.timeline)}
${gathered.total > 0 && tacticsOf(gathered)}
${gathered.total > 0 && html`<section><h2>Hosts and accounts</h2><p class="soft">Built-in and machine accounts are left out; the findings below name them.</p><div class="two">${namesOf('Host', gathered.hosts)}${namesOf('Account', gathered.accounts)}</div></section>`}
${gathered.total > 0 && findingsOf(gathered)}
${inputsOf(input)}
</main>${gathered.total > 0 && new Html(`<script>${script}<${'/script>'}`)}</body></html>
`;
  return page.text;
}

function headline({ gathered, incidents }: ReportInput): string {
  const worst = incidents[0];
  if (worst) return worst.title;
  if (gathered.total === 0) return 'Nothing found';
  return `${number(gathered.total)} findings, no incident`;
}

function levelsOf({ counts }: Gathered): Html {
  return html`<section><h2>Findings by level</h2><ul class="counts">${levels
    .toReversed()
    .map(
      (level) => html`<li class="l-${level}"><b>${number(counts[level])}</b>${levelTag(level)}</li>`,
    )}</ul></section>`;
}

function incidentsOf(incidents: readonly Incident[]): Html {
  const shown = incidents.slice(0, 12);
  return html`<section><h2>${incidents.length === 1 ? 'Incident' : `${incidents.length} incidents`}</h2>${shown.map(
    (
      incident,
    ) => html`<div class="incident l-${incident.level}"><h3>${levelTag(incident.level)} ${incident.title}</h3>
<p>${incident.summary}</p><p class="soft">Raised ${when(incident.raised)}: ${incident.raised_because}</p>
<h3>Do now</h3><ol>${incident.actions
      .slice(0, 6)
      .map(
        (action) =>
          html`<li>${action.text} <span class="soft">${action.why}${action.cost.length > 0 ? ` Cost to care: ${action.cost.join(', ')}.` : ''}</span></li>`,
      )}</ol></div>`,
  )}${incidents.length > shown.length && html`<p class="soft">${incidents.length - shown.length} further incidents are not shown; their findings are below.</p>`}</section>`;
}

function servicesOf(incidents: readonly Incident[], estate: Estate): Html {
  const worst = new Map<string, { state: 'hit' | 'reachable'; steps: number }>();
  for (const incident of incidents) {
    for (const atRisk of incident.services) {
      const before = worst.get(atRisk.service);
      const worse =
        !before || (before.state === 'reachable' && (atRisk.state === 'hit' || atRisk.steps < before.steps));
      if (worse) worst.set(atRisk.service, { state: atRisk.state, steps: atRisk.steps });
    }
  }
  const rank = (id: string): number => ({ hit: 0, reachable: 1 })[worst.get(id)?.state as 'hit'] ?? 2;
  const services = [...estate.services].sort((a, b) => rank(a.id) - rank(b.id) || a.urgency - b.urgency);
  return html`<section><h2>Patient services</h2><ul class="services">${services.map((service) => {
    const risk = worst.get(service.id);
    if (!risk) return html`<li class="s-clear"><b>${service.name}</b><em>○ No path found</em></li>`;
    const how =
      risk.state === 'hit'
        ? '◆ Hit'
        : `▲ Reachable, ${risk.steps} ${risk.steps === 1 ? 'step' : 'steps'} away`;
    return html`<li class="s-${risk.state}"><b>${service.name}</b><em>${how}</em><br><span class="soft">${service.harm}</span></li>`;
  })}</ul></section>`;
}

function timelineOf({ from, minutes, buckets }: NonNullable<Gathered['timeline']>): Html {
  const width = 1100;
  const height = 180;
  const most = Math.max(1, ...buckets.map((bucket) => levels.reduce((sum, level) => sum + bucket[level], 0)));
  const bar = width / buckets.length;
  const bars = buckets.flatMap((bucket, i) => {
    let y = height - 24;
    const total = levels.reduce((sum, level) => sum + bucket[level], 0);
    return levels.toReversed().map((level) => {
      // By the square root of the hour's total, so that one busy hour does not hide the quiet ones that led to it.
      const h = total === 0 ? 0 : Math.sqrt(total / most) * (height - 44) * (bucket[level] / total);
      if (h === 0) return '';
      y -= h;
      return html`<rect x="${(i * bar + 1).toFixed(1)}" y="${y.toFixed(1)}" width="${Math.max(1, bar - 2).toFixed(1)}" height="${h.toFixed(1)}" fill="var(--${level})"/>`;
    });
  });
  const start = Date.parse(from);
  const at = (i: number): string => new Date(start + i * minutes * 60_000).toISOString();
  const marks = [0, 0.25, 0.5, 0.75].map((share) => Math.floor(share * buckets.length));
  const labels = [...new Set(marks)].map(
    (i) =>
      html`<text x="${(i * bar).toFixed(0)}" y="${height - 6}">${at(i).slice(0, 16).replace('T', ' ')}</text>`,
  );
  return html`<section><h2>When it happened</h2>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Findings over time; the table below holds the same numbers"><line x1="0" x2="${width}" y1="${height - 24}" y2="${height - 24}" stroke="var(--line)"/><text x="0" y="12">most in one bar: ${number(most)}; heights grow with the square root</text>${bars}${labels}</svg>
<details><summary>The same as a table (each row ${minutes >= 120 ? `${minutes / 60} hours` : 'one hour'})</summary><div class="scroll"><table><thead><tr><th>From</th>${levels.toReversed().map((level) => html`<th class="num">${word[level]}</th>`)}</tr></thead><tbody>${buckets.map(
    (bucket, i) =>
      levels.some((level) => bucket[level] > 0) &&
      html`<tr><td>${when(at(i))}</td>${levels.toReversed().map((level) => html`<td class="num">${number(bucket[level])}</td>`)}</tr>`,
  )}</tbody></table></div></details></section>`;
}

function tacticsOf({ tactics }: Gathered): Html {
  return html`<section><h2>ATT&amp;CK tactics seen</h2><div class="matrix">${columns.map(([id, title]) => {
    const cell = tactics.get(id);
    if (!cell) return html`<div class="none"><b>${title}</b><span class="soft">not seen</span></div>`;
    const sum = [...cell.values()].reduce((a, b) => a + b, 0);
    const techniques = [...cell].filter(([technique]) => technique).sort((a, b) => b[1] - a[1]);
    return html`<div><b>${title}</b>${number(sum)} findings<ul>${techniques.slice(0, 8).map(([technique, count]) => html`<li>${technique} <span class="soft">${number(count)}</span></li>`)}</ul></div>`;
  })}</div></section>`;
}

function namesOf(title: string, names: readonly Name[]): Html {
  const shown = names.slice(0, 25);
  return html`<div class="scroll"><table><thead><tr><th>${title}</th>${(['critical', 'high', 'medium'] as const).map((level) => html`<th class="num">${word[level]}</th>`)}<th class="num">All</th><th>First</th></tr></thead><tbody>${shown.map(
    ({ name, counts, first }) =>
      html`<tr><td class="name">${name}</td>${(['critical', 'high', 'medium'] as const).map((level) => html`<td class="num">${counts[level] ? number(counts[level]) : ''}</td>`)}<td class="num">${number(levels.reduce((sum, level) => sum + counts[level], 0))}</td><td class="when">${first ? when(first).slice(0, 16) : 'no time'}</td></tr>`,
  )}</tbody></table>${names.length > shown.length && html`<p class="soft">and ${number(names.length - shown.length)} more</p>`}</div>`;
}

function findingsOf({ tallies, shown }: Gathered): Html {
  return html`<section><h2>Findings, by rule</h2>
<div class="filter"><label for="q">Find</label><input id="q" type="search"><label for="lv">Level</label><select id="lv"><option value="">all</option>${levels.toReversed().map((level) => html`<option value="${level}">${word[level]}</option>`)}</select><span id="said" class="soft" role="status"></span></div>
${tallies.map((tally) => {
  const findings = shown.get(tally.rule_id) ?? [];
  return html`<details class="rule" data-level="${tally.level}"><summary>${levelTag(tally.level)}<span class="grow">${tally.title}</span><span class="soft">${number(tally.count)} on ${number(tally.hosts.size)} ${tally.hosts.size === 1 ? 'host' : 'hosts'}</span></summary>
<p class="soft">Rule ${tally.rule_id}, from ${when(tally.first)} to ${when(tally.last)}.${findings.length < tally.count && ` The first ${findings.length} are shown; --format ndjson gives all.`}</p>${findings.map(findingOf)}</details>`;
})}</section>`;
}

function findingOf(finding: Finding): Html {
  return html`<details><summary>${when(finding.time)} ${finding.host ?? ''} ${finding.account ?? ''}</summary>
<p class="soft">${finding.file}, record ${finding.record_id}. ${finding.tags.join(', ')}</p>
<div class="scroll"><table><thead><tr><th>Selection</th><th>Field</th><th>Test</th><th>Wanted</th><th>Found</th></tr></thead><tbody>${finding.reason.map(
    (r) =>
      html`<tr><td>${r.selection}</td><td>${r.field ?? 'the whole record'}</td><td>${r.test}</td><td class="found">${r.wanted}</td><td class="found">${r.found}</td></tr>`,
  )}</tbody></table></div><pre>${JSON.stringify(finding.event, null, 2)}</pre></details>`;
}

function inputsOf({ inputs, rules }: ReportInput): Html {
  const lossy = inputs.filter((input) => input.losses.length > 0 || input.format === 'unknown');
  return html`<section><h2>What was read</h2><p>${number(inputs.length)} files; ${rules.refused > 0 ? `${number(rules.refused)} rules were refused (cordon rules check lists them).` : 'no rule was refused.'}</p>
${
  lossy.length === 0
    ? html`<p>Nothing was lost.</p>`
    : html`<h3>What could not be read</h3><div class="scroll"><table><thead><tr><th>File</th><th>What</th><th class="num">Count</th></tr></thead><tbody>${lossy
        .slice(0, 500)
        .flatMap((input) =>
          input.format === 'unknown'
            ? [
                html`<tr><td>${input.file}</td><td>format not known, so not read</td><td class="num">1</td></tr>`,
              ]
            : input.losses.map(
                (loss) =>
                  html`<tr><td>${input.file}</td><td>${loss.what}${loss.where ? `, ${loss.where}` : ''}</td><td class="num">${number(loss.count)}</td></tr>`,
              ),
        )}</tbody></table></div>`
}
<details><summary>All files</summary><div class="scroll"><table><thead><tr><th>File</th><th>Format</th><th class="num">Events</th></tr></thead><tbody>${inputs.slice(0, 5_000).map((input) => html`<tr><td>${input.file}</td><td>${input.format}</td><td class="num">${number(input.events)}</td></tr>`)}</tbody></table></div></details></section>`;
}
