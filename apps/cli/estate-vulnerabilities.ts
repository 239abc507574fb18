/** `cordon estate vulnerabilities`: what advisories say of what runs here, and how soon each must be mended. */
import {
  createKnowledge,
  type FixClock,
  loadEstate,
  loadSsvc,
  matchStatements,
  osComponents,
  type Triaged,
  triage,
} from '@cordon/estate';
import { exposureFromOutside, readFeeds } from './estate-feeds.ts';
import { columns } from './output/columns.ts';
import { plain } from './output/plain.ts';

export interface VulnerabilitiesCommand {
  estate: string;
  feed: readonly string[];
  format: 'table' | 'json';
}

export async function vulnerabilitiesCommand({
  estate: dir,
  feed,
  format,
}: VulnerabilitiesCommand): Promise<string> {
  const day = new Date().toISOString().slice(0, 10);
  const estate = await loadEstate(dir);
  const feeds = await readFeeds(feed);
  const { findings, cleared } = matchStatements(feeds.statements, osComponents(estate.assets));
  const knowledge = createKnowledge(feeds);
  const exposureOf = exposureFromOutside(estate);
  const triaged = triage({ estate, ssvc: loadSsvc(), exposureOf, knowledge }, findings, day);
  if (format === 'json')
    return `${JSON.stringify({ day, sources: knowledge.sources, findings: triaged, cleared, refusals: feeds.refusals }, null, 2)}\n`;
  const { sources } = knowledge;
  const lines = [
    ...feeds.refusals,
    `Known to be exploited: ${sources.kev === null ? 'no catalogue was given, so anything may be' : `catalogue up to ${sources.kev}`}. Forecast (EPSS): ${sources.epss === null ? 'none was given' : `of ${sources.epss}`}. CVE records: ${sources.cves}.`,
    `${feeds.statements.length} statements of advisories were compared with the operating systems of ${estate.assets.length} assets: found on ${triaged.length}, cleared on ${cleared.length}.`,
    'What no advisory was given for, and programs on these systems, were not looked at.',
    '',
    ...(triaged.length === 0 ? [] : table(triaged)),
    ...cleared.map(
      ({ asset, cve, advisory, state, because }) =>
        `Cleared: ${cve} on ${asset}, ${state} (${advisory}${because === null ? '' : `: ${because}`})`,
    ),
  ];
  return `${lines.map(plain).join('\n')}\n`;
}

const marks = { defer: '. ', scheduled: '- ', 'out-of-cycle': '! ', immediate: '!!' };

function table(triaged: readonly Triaged[]): string[] {
  const rows = columns(
    [
      ['', 'HOW SOON', 'CVE', 'ASSET', 'CVSS', 'FORECAST', '14 DAYS', 'EXPLOITED'],
      ...triaged.map(({ decision, finding, asset, known, clock }) => [
        marks[decision.outcome],
        decision.outcome,
        finding.cve,
        `${asset.hostname}${finding.certain ? '' : ' (may be)'}`,
        known.cvss === null ? 'unknown' : known.cvss.score.toFixed(1),
        known.epss === null ? 'unknown' : `${(known.epss.probability * 100).toFixed(1)}%`,
        clockText(clock),
        decision.exploitation.why,
      ]),
    ],
    [4, 5],
  );
  return [
    rows[0]!,
    ...triaged.flatMap(({ finding, decision, known }, i) => [
      rows[i + 1]!,
      `    ${decision.human_impact.why} ${decision.exposure.why} ${decision.automatable.why}`,
      `    ${finding.source}: ${finding.evidence}`,
      ...known.kev
        .filter(({ required_action }) => required_action !== '')
        .map(
          ({ asserter, due, required_action }) =>
            `    ${asserter} asks${due === null ? '' : `, by ${due}`}: ${required_action}`,
        ),
    ]),
    '',
  ];
}

function clockText({ state, due, days_left }: FixClock): string {
  if (state === 'none') return 'do not apply';
  if (due === null || days_left === null) return 'release unknown';
  return days_left < 0 ? `late ${-days_left} d` : `${days_left} d left`;
}
