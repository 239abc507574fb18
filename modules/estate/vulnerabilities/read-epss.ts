/** Reads the daily scores of EPSS as FIRST publishes them: a comment with the day, then `cve,epss,percentile`. */
import { cveId, dayOf, type EpssScore, type Read } from './model.ts';

/** Told one by one; a file of a third of a million lines may be wrong in all of them. */
const mostRefusals = 100;

export function readEpss(csv: string): Read<EpssScore> {
  const rows: EpssScore[] = [];
  const refusals: Read<EpssScore>['refusals'] = [];
  let as_of: string | null = null;
  let line = 0;
  for (let from = 0; from < csv.length; ) {
    const end = csv.indexOf('\n', from);
    const text = csv.slice(from, end < 0 ? undefined : end).trim();
    from = end < 0 ? csv.length : end + 1;
    line += 1;
    if (text.startsWith('#')) as_of = dayOf(/score_date:([^,\s]+)/.exec(text)?.[1]) ?? as_of;
    if (text === '' || text.startsWith('#') || text.startsWith('cve,')) continue;
    const [id, epss, percentile] = text.slice(0, 200).split(',');
    const cve = cveId(id);
    const scores = [epss, percentile].map(Number);
    if (cve !== undefined && scores.every((score) => score >= 0 && score <= 1) && percentile !== '') {
      rows.push({ cve, probability: scores[0]!, percentile: scores[1]!, scored: as_of });
    } else if (refusals.length < mostRefusals) {
      refusals.push({ where: `line ${line}`, why: 'is not a CVE with two numbers from 0 to 1' });
    }
  }
  return { rows, refusals, as_of };
}
