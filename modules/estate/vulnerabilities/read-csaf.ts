/**
 * Reads advisories and VEX documents of CSAF 2.0 (OASIS). A document that cannot be trusted to mean what it seems to mean is refused
 * whole and aloud: a product that is silently left out would look safe.
 */
import { at, type Json, list, number, text } from './json.ts';
import {
  type AdvisoryProduct,
  type CvssScore,
  cveId,
  dayOf,
  type Read,
  type Statement,
  type StatementState,
} from './model.ts';

const statusWords: Record<string, StatementState> = {
  known_affected: 'affected',
  first_affected: 'affected',
  last_affected: 'affected',
  under_investigation: 'under investigation',
  fixed: 'fixed',
  first_fixed: 'fixed',
  known_not_affected: 'not affected',
};

/** Branches are maker, family, product and version; the tree of a real advisory is five deep. */
const maxDepth = 30;
const maxProducts = 200_000;
const maxStatements = 1_000_000;

export function readCsaf(document: Json): Read<Statement> {
  const advisory = text(at(document, 'document', 'tracking', 'id'));
  const publisher = text(at(document, 'document', 'publisher', 'name'));
  const as_of = dayOf(at(document, 'document', 'tracking', 'current_release_date'));
  const refuse = (why: string): Read<Statement> => ({
    rows: [],
    refusals: [{ where: advisory ?? 'the document', why: `${why}; nothing of it was taken` }],
    as_of,
  });
  if (at(document, 'document', 'csaf_version') !== '2.0') return refuse('does not say that it is CSAF 2.0');
  if (advisory === null || publisher === null) return refuse('has no tracking id or no publisher');
  const products = productsOf(at(document, 'product_tree'));
  if (typeof products === 'string') return refuse(products);
  const groups = new Map(
    list(at(document, 'product_tree', 'product_groups')).map((group) => [
      text(at(group, 'group_id')) ?? '',
      list(at(group, 'product_ids')),
    ]),
  );

  const isVex = at(document, 'document', 'category') === 'csaf_vex';
  const rows: Statement[] = [];
  const refusals: Read<Statement>['refusals'] = [];
  for (const [i, vulnerability] of list(at(document, 'vulnerabilities')).entries()) {
    const cve = cveId(at(vulnerability, 'cve'));
    if (cve === undefined) {
      const name = text(at(vulnerability, 'title')) ?? `vulnerability ${i + 1}`;
      refusals.push({
        where: `${advisory}, ${name}`,
        why: 'has no CVE, so nothing else can be said about it',
      });
      continue;
    }
    const ssvc = ssvcOf(vulnerability);
    const words = wordsAbout(vulnerability, groups, publisher);
    const said = new Map<string, StatementState>();
    for (const [status, state] of Object.entries(statusWords)) {
      for (const id of list(at(vulnerability, 'product_status', status))) {
        const product = typeof id === 'string' ? products.get(id) : undefined;
        if (product === undefined || typeof id !== 'string')
          return refuse(
            `${cve} speaks of the product "${text(id)?.slice(0, 80) ?? 'that has no name'}", which the product tree does not have`,
          );
        if ((said.get(id) ?? state) !== state)
          return refuse(`${cve} says of "${product.label}" both "${said.get(id)}" and "${state}"`);
        if (said.has(id)) continue;
        said.set(id, state);
        const about = words.get(id);
        if (isVex && state === 'not affected' && about?.because == null) {
          refusals.push({
            where: `${advisory}, ${cve}`,
            why: `says "not affected" of "${product.label}" without a reason, which its kind of document demands`,
          });
          continue;
        }
        rows.push({
          advisory,
          publisher,
          cve,
          product,
          state,
          because: about?.because ?? null,
          remedy: about?.remedy ?? null,
          fix_released: about?.fix_released ?? null,
          cvss: about?.cvss ?? null,
          ...ssvc,
          as_of,
        });
        if (rows.length > maxStatements) return refuse(`makes more than ${maxStatements} statements`);
      }
    }
  }
  return { rows, refusals, as_of };
}

/** Every product of the tree by its id, or the reason why the tree cannot be read. */
function productsOf(tree: Json): Map<string, AdvisoryProduct> | string {
  const products = new Map<string, AdvisoryProduct>();
  const add = (product: Json, above: Partial<AdvisoryProduct>): string | undefined => {
    const id = text(at(product, 'product_id'));
    const label = text(at(product, 'name'));
    if (id === null || label === null) return 'has a product without an id or a name';
    if (products.has(id)) return `has the product id "${id.slice(0, 80)}" twice`;
    products.set(id, {
      vendor: null,
      version: null,
      range: null,
      ...above,
      name: above.name ?? label,
      label,
    });
    return products.size > maxProducts ? `has more than ${maxProducts} products` : undefined;
  };

  const queue = list(at(tree, 'branches')).map((branch) => ({ branch, above: {}, depth: 1 }));
  for (const { branch, above, depth } of queue) {
    if (depth > maxDepth) return `has a product tree more than ${maxDepth} deep`;
    if (queue.length > maxProducts) return `has a product tree of more than ${maxProducts} branches`;
    const known: Partial<AdvisoryProduct> = { ...above, ...partOf(branch) };
    const product = at(branch, 'product');
    const problem = product === undefined ? undefined : add(product, known);
    if (problem !== undefined) return problem;
    for (const one of list(at(branch, 'branches')))
      queue.push({ branch: one, above: known, depth: depth + 1 });
  }
  for (const product of list(at(tree, 'full_product_names'))) {
    const problem = add(product, {});
    if (problem !== undefined) return problem;
  }
  // A component on a product is found where the component is: what it runs on is in the label.
  for (const relation of list(at(tree, 'relationships'))) {
    const component = products.get(text(at(relation, 'product_reference')) ?? '');
    if (component === undefined) return 'relates a product that the tree does not have';
    const { vendor, name, version, range } = component;
    const problem = add(at(relation, 'full_product_name'), { vendor, name, version, range });
    if (problem !== undefined) return problem;
  }
  return products;
}

function partOf(branch: Json): Partial<AdvisoryProduct> {
  const name = text(at(branch, 'name'));
  if (name === null) return {};
  switch (at(branch, 'category')) {
    case 'vendor':
      return { vendor: name };
    case 'product_name':
      return { name };
    case 'product_version':
      return { version: name, range: null };
    case 'product_version_range':
      return { range: name, version: null };
    default:
      return {};
  }
}

type Words = Partial<Pick<Statement, 'because' | 'remedy' | 'fix_released' | 'cvss'>>;

/** Of each product what the vulnerability says of it elsewhere, by its own id or by that of a group; the first that says something counts. */
function wordsAbout(
  vulnerability: Json,
  groups: ReadonlyMap<string, Json[]>,
  publisher: string,
): Map<string, Words> {
  const words = new Map<string, Words>();
  const note = (items: Json, products: string, wordsOf: (item: Json) => Words) => {
    for (const item of list(items)) {
      const said = Object.entries(wordsOf(item)).filter(([, word]) => word !== null);
      const named = list(at(item, products));
      const grouped = list(at(item, 'group_ids')).flatMap((id) => groups.get(text(id) ?? '') ?? []);
      for (const id of [...named, ...grouped]) {
        if (typeof id === 'string') words.set(id, { ...Object.fromEntries(said), ...words.get(id) });
      }
    }
  };
  note(at(vulnerability, 'flags'), 'product_ids', (flag) => ({
    because: text(at(flag, 'label'))?.replaceAll('_', ' ') ?? null,
  }));
  note(at(vulnerability, 'threats'), 'product_ids', (threat) =>
    at(threat, 'category') === 'impact' ? { because: text(at(threat, 'details')) } : {},
  );
  note(at(vulnerability, 'remediations'), 'product_ids', (remedy) => ({
    remedy: text(at(remedy, 'details')),
    fix_released: at(remedy, 'category') === 'vendor_fix' ? dayOf(at(remedy, 'date')) : null,
  }));
  note(at(vulnerability, 'scores'), 'products', (score) => ({
    cvss: scoreOf(at(score, 'cvss_v3') ?? at(score, 'cvss_v2'), publisher),
  }));
  return words;
}

/** CISA writes its own decision points into a note, `SSVCv2/E:P/A:Y/T:T/2025-03-17T19:49:56Z/`. */
function ssvcOf(vulnerability: Json): Pick<Statement, 'exploit' | 'automatable'> {
  const note = list(at(vulnerability, 'notes')).find((one) => at(one, 'title') === 'SSVC');
  const [, exploitation, automatable] =
    /^SSVCv2\/E:([NPA])\/A:([NY])\//.exec(text(at(note, 'text')) ?? '') ?? [];
  if (exploitation === undefined) return { exploit: null, automatable: null };
  const exploit = exploitation === 'A' ? 'active' : exploitation === 'P' ? 'public' : 'none';
  return { exploit, automatable: automatable === 'Y' };
}

function scoreOf(given: Json, by: string): CvssScore | null {
  const score = number(at(given, 'baseScore'));
  if (score === null || score < 0 || score > 10) return null;
  return {
    version: text(at(given, 'version')) ?? '',
    score,
    vector: text(at(given, 'vectorString')) ?? '',
    by,
  };
}
