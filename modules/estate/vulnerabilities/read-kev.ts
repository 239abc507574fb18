/** Reads a catalogue of exploited vulnerabilities in the JSON or CSV of CISA, which other keepers of such lists copy. */
import { parse } from 'csv-parse/sync';
import { at, isObject, type Json, list, text } from './json.ts';
import { cveId, dayOf, type KevAssertion, type Read } from './model.ts';

/** @param asserter whose catalogue it is */
export function readKevJson(document: Json, asserter: string): Read<KevAssertion> {
  const rows = list(at(document, 'vulnerabilities'));
  return { ...readRows(rows, asserter), as_of: dayOf(at(document, 'dateReleased')) };
}

export function readKevCsv(csv: string, asserter: string): Read<KevAssertion> {
  const broken: Read<KevAssertion>['refusals'] = [];
  const rows: Json[] = parse(csv, {
    bom: true,
    columns: true,
    trim: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: 65_536,
    on_skip: (error) => {
      broken.push({ where: `line ${error?.lines ?? '?'}`, why: error?.message ?? 'cannot be read' });
      return undefined;
    },
  });
  const read = readRows(rows, asserter);
  const days = read.rows.flatMap(({ published }) => published ?? []);
  return { rows: read.rows, refusals: [...broken, ...read.refusals], as_of: days.sort().at(-1) ?? null };
}

function readRows(records: readonly Json[], asserter: string): Pick<Read<KevAssertion>, 'rows' | 'refusals'> {
  const rows: KevAssertion[] = [];
  const refusals: Read<KevAssertion>['refusals'] = [];
  records.forEach((record, i) => {
    const cve = cveId(at(record, 'cveID'));
    if (!isObject(record) || cve === undefined) {
      refusals.push({ where: `record ${i + 1}`, why: 'names no CVE' });
      return;
    }
    rows.push({
      asserter,
      cve,
      name: text(record.vulnerabilityName) ?? '',
      published: dayOf(record.dateAdded),
      due: dayOf(record.dueDate),
      ransomware: ransomwareOf(record.knownRansomwareCampaignUse),
      required_action: text(record.requiredAction) ?? '',
    });
  });
  return { rows, refusals };
}

function ransomwareOf(word: Json): KevAssertion['ransomware'] {
  if (word === 'Known') return 'yes';
  return word === 'No' ? 'no' : 'unknown';
}
