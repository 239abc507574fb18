/** Reads CVE records as the API 2.0 of NVD answers them, one page or several put together. */
import { at, type Json, list, number, text } from './json.ts';
import { type CveRecord, type CvssScore, cveId, dayOf, type Read } from './model.ts';

/** Newest first: a score in a newer version says more. */
const metrics = ['cvssMetricV40', 'cvssMetricV31', 'cvssMetricV30', 'cvssMetricV2'];

export function readNvd(document: Json): Read<CveRecord> {
  const rows: CveRecord[] = [];
  const refusals: Read<CveRecord>['refusals'] = [];
  list(at(document, 'vulnerabilities')).forEach((item, i) => {
    const record = at(item, 'cve');
    const cve = cveId(at(record, 'id'));
    if (cve === undefined) {
      refusals.push({ where: `record ${i + 1}`, why: 'names no CVE' });
      return;
    }
    const english = list(at(record, 'descriptions')).find((one) => at(one, 'lang') === 'en');
    rows.push({
      cve,
      published: dayOf(at(record, 'published')),
      description: text(at(english, 'value')) ?? '',
      cvss: scoreOf(at(record, 'metrics')),
      rejected: at(record, 'vulnStatus') === 'Rejected',
    });
  });
  return { rows, refusals, as_of: dayOf(at(document, 'timestamp')) };
}

function scoreOf(given: Json): CvssScore | null {
  for (const metric of metrics) {
    const scores = list(at(given, metric));
    const chosen = scores.find((one) => at(one, 'type') === 'Primary') ?? scores[0];
    const data = at(chosen, 'cvssData');
    const score = number(at(data, 'baseScore'));
    if (score === null || score < 0 || score > 10) continue;
    return {
      version: text(at(data, 'version')) ?? '',
      score,
      vector: text(at(data, 'vectorString')) ?? '',
      by: text(at(chosen, 'source')) ?? 'NVD',
    };
  }
  return null;
}
