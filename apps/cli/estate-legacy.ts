/** `cordon estate legacy`: what is past its support, or nobody knows, and what of it to fix first. */
import { groupLegacy, type LegacyGroup, outcomes, rankLegacy } from '@cordon/estate';
import { type EvidenceCommand, openEvidence } from './estate-evidence.ts';
import { plain } from './output/plain.ts';

export interface LegacyCommand extends EvidenceCommand {
  format: 'table' | 'json';
}

export async function legacyCommand(command: LegacyCommand): Promise<string> {
  const day = new Date().toISOString().slice(0, 10);
  const evidence = await openEvidence(command, day);
  const { support } = evidence;
  const ranked = rankLegacy(evidence, day);
  if (command.format === 'json')
    return `${JSON.stringify({ day, support: support.freshness(day), assets: ranked }, null, 2)}\n`;
  const { as_of, days, stale } = support.freshness(day);
  const lines = [
    `${ranked.length} of ${evidence.estate.assets.length} assets are past their support, have it extended, or nobody knows, as of ${day}.`,
    `The tables of support speak of ${as_of}, ${days} days ago.${stale ? ' That is too long: what has ended since is not in them (docs/registers.md).' : ''}`,
    ...evidence.told,
    command.feed.length === 0 && command.import.length === 0
      ? 'No feed and no scan was given (--feed, --import): what nobody looks for counts as being there.'
      : `${evidence.findings.length} findings of vulnerabilities on all assets.`,
    ...groupLegacy(ranked).flatMap((group, i, all) => [
      ...headingBefore(group, all[i - 1]),
      ...groupText(group, i + 1),
    ]),
  ];
  return `${lines.map(plain).join('\n')}\n`;
}

function headingBefore({ first }: LegacyGroup, before: LegacyGroup | undefined): string[] {
  const { outcome, advice } = first.decision;
  if (before !== undefined && before.first.decision.outcome === outcome) return [];
  const mark = ['. ', '- ', '! ', '!!'][outcomes.indexOf(outcome)]!;
  return ['', `${mark} ${outcome.toUpperCase()}: ${advice}`];
}

function groupText({ first, assets, quoted_gbp }: LegacyGroup, place: number): string[] {
  const { asset, support, ended_programs, decision, cve, unwatched, coverage } = first;
  const names = assets.slice(0, 4).map((one) => one.asset.hostname);
  const more = assets.length > names.length ? ` and ${assets.length - names.length} more` : '';
  const what = `${asset.system ?? asset.kind}, ${asset.os}: ${assets.length} ${assets.length === 1 ? 'asset' : 'assets'} (${names.join(', ')}${more})`;
  const about =
    cve !== null
      ? `${cve}. ${decision.exploitation.why}`
      : unwatched
        ? 'Nobody looks for vulnerabilities on it.'
        : 'None was found, and none that comes will be patched.';
  const mitigated = coverage.mitigations.map(
    ({ measure, owner, until }) => `until ${until}: ${measure} (${owner})`,
  );
  const ranOut = coverage.idle_mitigations.map(
    ({ measure, until }) => `ran out or not begun (${until}): ${measure}`,
  );
  const answers = coverage.answers.map(
    ({ supplier, answer, answered_on, asked_on, words }) =>
      `${supplier}, ${answered_on ?? `asked on ${asked_on}`}: ${answer}. ${words}`,
  );
  return [
    `${String(place).padStart(4)}  ${what}`,
    `      ${support.state.toUpperCase()}: ${support.why}`,
    ...ended_programs
      .filter((one) => one.support !== support)
      .map((one) => `      On it: ${one.support.why}`),
    `      ${decision.human_impact.why} ${decision.exposure.why} ${about}`,
    ...[...mitigated, ...ranOut].map((text) => `      Mitigation ${text}`),
    ...answers.map((text) => `      ${text}`),
    ...(quoted_gbp === null ? [] : [`      Quoted: £${quoted_gbp.toLocaleString('en-GB')}`]),
  ];
}
