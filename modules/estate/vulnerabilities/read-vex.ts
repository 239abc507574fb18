/** Reads VEX in its two other spellings, OpenVEX 0.2 and CycloneDX; CSAF has its own reader. Bad statements are refused aloud. */
import { at, type Json, list, text } from './json.ts';
import {
  type AdvisoryProduct,
  cveId,
  dayOf,
  type Read,
  type Statement,
  type StatementState,
} from './model.ts';

const openVexStates: Record<string, StatementState> = {
  affected: 'affected',
  under_investigation: 'under investigation',
  fixed: 'fixed',
  not_affected: 'not affected',
};

export function readOpenVex(document: Json): Read<Statement> {
  const advisory = text(at(document, '@id')) ?? 'OpenVEX document';
  const publisher = text(at(document, 'author')) ?? 'nobody named';
  const issued = dayOf(at(document, 'timestamp'));
  const out: Read<Statement> = { rows: [], refusals: [], as_of: issued };
  for (const [i, statement] of list(at(document, 'statements')).entries()) {
    const where = `${advisory}, statement ${i + 1}`;
    const named = at(statement, 'vulnerability');
    const cve = cveId(at(named, 'name')) ?? cveId(named) ?? cveId(at(named, '@id'));
    const state = openVexStates[text(at(statement, 'status')) ?? ''];
    const given = list(at(statement, 'products'));
    if (cve === undefined || state === undefined || given.length === 0) {
      const lacks = cve === undefined ? 'no CVE' : state === undefined ? 'no known status' : 'no product';
      out.refusals.push({ where, why: `has ${lacks}` });
      continue;
    }
    const justification = text(at(statement, 'justification'))?.replaceAll('_', ' ');
    if (state === 'not affected' && !justification && text(at(statement, 'impact_statement')) === null) {
      out.refusals.push({ where, why: 'says "not affected" without a reason, which the format demands' });
      continue;
    }
    for (const one of given) {
      const id = text(at(one, 'identifiers', 'purl')) ?? text(at(one, '@id')) ?? text(one);
      if (id === null) {
        out.refusals.push({ where, why: 'has a product without an id' });
        continue;
      }
      out.rows.push({
        advisory,
        publisher,
        cve,
        product: fromPackageUrl(id),
        state,
        because: justification ?? text(at(statement, 'impact_statement')),
        remedy: text(at(statement, 'action_statement')),
        fix_released: null,
        cvss: null,
        exploit: null,
        automatable: null,
        as_of: dayOf(at(statement, 'timestamp')) ?? issued,
      });
    }
  }
  return out;
}

const cycloneStates: Record<string, StatementState> = {
  exploitable: 'affected',
  in_triage: 'under investigation',
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  false_positive: 'not affected',
  not_affected: 'not affected',
};

export function readCycloneDxVex(document: Json): Read<Statement> {
  const advisory = text(at(document, 'serialNumber')) ?? 'CycloneDX document';
  const made = at(document, 'metadata');
  const publisher =
    text(at(made, 'supplier', 'name')) ?? text(at(made, 'component', 'name')) ?? 'nobody named';
  const as_of = dayOf(at(made, 'timestamp'));
  const components = [at(made, 'component'), ...list(at(document, 'components'))];
  const byRef = new Map(components.map((one) => [text(at(one, 'bom-ref')) ?? '', one]));
  const out: Read<Statement> = { rows: [], refusals: [], as_of };
  for (const [i, vulnerability] of list(at(document, 'vulnerabilities')).entries()) {
    const where = `${advisory}, vulnerability ${i + 1}`;
    const cve = cveId(at(vulnerability, 'id'));
    const state = cycloneStates[text(at(vulnerability, 'analysis', 'state')) ?? ''];
    if (cve === undefined || state === undefined) {
      out.refusals.push({
        where,
        why: cve === undefined ? 'has no CVE' : 'has no analysis with a known state',
      });
      continue;
    }
    for (const affected of list(at(vulnerability, 'affects'))) {
      const ref = text(at(affected, 'ref')) ?? '';
      // `urn:cdx:serial/version#ref` points into a document; only the last part is a component's own.
      const component = byRef.get(ref) ?? byRef.get(ref.slice(ref.indexOf('#') + 1));
      const name = text(at(component, 'name'));
      if (name === null) {
        out.refusals.push({ where, why: `speaks of "${ref.slice(0, 80)}", which is no component of it` });
        continue;
      }
      const version = text(at(component, 'version'));
      const vendor = text(at(component, 'supplier', 'name')) ?? text(at(component, 'publisher'));
      out.rows.push({
        advisory,
        publisher,
        cve,
        product: {
          vendor,
          name,
          version,
          range: null,
          label: version === null ? name : `${name} ${version}`,
        },
        state,
        because:
          text(at(vulnerability, 'analysis', 'justification'))?.replaceAll('_', ' ') ??
          text(at(vulnerability, 'analysis', 'detail')),
        remedy: text(at(vulnerability, 'recommendation')),
        fix_released: null,
        cvss: null,
        exploit: null,
        automatable: null,
        as_of,
      });
    }
  }
  return out;
}

/** `pkg:type/namespace/name@version?qualifiers#subpath`; an id that is none is its own name. */
function fromPackageUrl(id: string): AdvisoryProduct {
  const [, path, version] = /^pkg:[^/]+\/([^@?#]+)(?:@([^?#]+))?/.exec(id) ?? [];
  if (path === undefined) return { vendor: null, name: id, version: null, range: null, label: id };
  const parts = path.split('/').map(plain);
  return {
    vendor: parts.length > 1 ? parts.slice(0, -1).join('/') : null,
    name: parts.at(-1)!,
    version: version === undefined ? null : plain(version),
    range: null,
    label: id,
  };
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
