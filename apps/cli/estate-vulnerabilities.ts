/** `cordon estate vulnerabilities`: what advisories say of what runs here, and how soon each must be fixed. */
import { type FixClock, type Triaged, triage } from '@cordon/estate';
import { type EvidenceCommand, openEvidence } from './estate-evidence.ts';
import { columns } from './output/columns.ts';
import { plain } from './output/plain.ts';

export interface VulnerabilitiesCommand extends EvidenceCommand {
  format: 'table' | 'json';
}

export async function vulnerabilitiesCommand(command: VulnerabilitiesCommand): Promise<string> {
  const day = new Date().toISOString().slice(0, 10);
  const evidence = await openEvidence(command, day);
  const { cleared, knowledge, feeds, told } = evidence;
  const triaged = triage(evidence, evidence.findings, day);
  if (command.format === 'json')
    return `${JSON.stringify({ day, sources: knowledge.sources, findings: triaged, cleared, told }, null, 2)}\n`;
  const { sources } = knowledge;
  const lines = [
    ...told,
    `Known to be exploited: ${sources.kev === null ? 'no catalogue was given, so anything may be' : `catalogue up to ${sources.kev}`}. Forecast (EPSS): ${sources.epss === null ? 'none was given' : `of ${sources.epss}`}. CVE records: ${sources.cves}.`,
    `${feeds.statements.length} statements of advisories were compared with ${evidence.compared} things that run here. Found on assets: ${triaged.length}; cleared: ${cleared.length}.`,
    'What no scan was given for and no advisory speaks of was not looked at.',
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
