/**
 * Which assets an advisory is about. A product matches by its whole name, never by a part of it, and its maker must not be another:
 * wildcards are how scanners come to cry wolf. Where whoever calls knows two texts for versions of one product, such as
 * `Windows 10 Version 22H2 for x64-based Systems` and `Windows 10 Enterprise 22H2`, they match by that. What is cleared is told with the publisher's reason, and what nobody can tell
 * for want of a version is told as that.
 */
import type { Statement, StatementState, VulnerabilityFinding } from './model.ts';
import { isEveryVersion, isInRange, isVersion, type Within } from './version.ts';

/** Something that runs on an asset, or is it. */
export interface Component {
  asset: string;
  vendor: string | null;
  name: string;
  version: string | null;
  /** Who says that it is there. */
  source: string;
  seen: string | null;
}

/** What a text means, as far as somebody keeps track of products and their versions. */
export type VersionsOf = (text: string) => { product: string; cycles: readonly string[] } | undefined;

export interface Cleared {
  asset: string;
  cve: string;
  advisory: string;
  state: Extract<StatementState, 'fixed' | 'not affected'>;
  because: string | null;
}

export interface Matched {
  findings: VulnerabilityFinding[];
  cleared: Cleared[];
}

/** `Microsoft Windows 10` and `windows-10` are one name; where a maker is known its words at the front say nothing. */
function nameOf(name: string, vendor: string | null): string {
  const words = (text: string) => text.toLowerCase().match(/[a-z0-9.+]+/g) ?? [];
  const own = words(name);
  const maker = words(vendor ?? '');
  const skip = maker.length > 0 && maker.length < own.length && maker.every((word, i) => word === own[i]);
  return own.slice(skip ? maker.length : 0).join(' ');
}

/** One word of letters and digits, long enough to be a maker's own. */
const modelNumber = /^(?=.*[a-z])(?=.*\d)[a-z0-9.+]{5,}$/;

function sameMaker(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return true;
  const words = (text: string) => new Set(text.toLowerCase().match(/[a-z0-9]+/g) ?? []);
  const company =
    /^(inc|ltd|llc|gmbh|ag|sa|plc|corp|corporation|company|co|the|limited|systems|software|technologies|group|medical)$/;
  const other = words(b);
  return [...words(a)].some((word) => other.has(word) && !company.test(word));
}

export function matchStatements(
  statements: readonly Statement[],
  components: readonly Component[],
  versionsOf: VersionsOf,
): Matched {
  const byName = new Map<string, Component[]>();
  const byModel = new Map<string, Component[]>();
  const byProduct = new Map<string, { component: Component; cycles: readonly string[] }[]>();
  for (const component of components) {
    for (const name of new Set([nameOf(component.name, component.vendor), nameOf(component.name, null)])) {
      add(byName, name, component);
      if (modelNumber.test(name)) add(byModel, name, component);
    }
    const known = versionsOf(textOf(component));
    if (known) add(byProduct, known.product, { component, cycles: known.cycles });
  }
  const verdicts = new Map<string, Verdict[]>();
  for (const statement of statements) {
    const { product, cve } = statement;
    const said = (component: Component, within: Within) => {
      if (within === 'no') return;
      const key = JSON.stringify([component.asset, cve, statement.advisory]);
      add(verdicts, key, { component, statement, within });
    };
    const names = new Set([nameOf(product.name, product.vendor), nameOf(product.name, null)]);
    const named = new Set([...names].flatMap((name) => byName.get(name) ?? []));
    for (const component of named) {
      if (sameMaker(product.vendor, component.vendor))
        said(component, withinOf(statement, component.version));
    }
    // `CMS8000` in an inventory is the advisory's `CMS8000 Patient Monitor` of the same maker, most likely.
    const words = new Set([...names].flatMap((name) => name.split(' ')));
    for (const component of new Set([...words].flatMap((word) => byModel.get(word) ?? []))) {
      if (named.has(component) || product.vendor === null || component.vendor === null) continue;
      const within = withinOf(statement, component.version);
      if (within !== 'no' && sameMaker(product.vendor, component.vendor)) said(component, 'maybe');
    }
    const known = versionsOf(product.name);
    for (const { component, cycles } of (known && byProduct.get(known.product)) ?? []) {
      if (named.has(component)) continue;
      const shared = cycles.filter((cycle) => known!.cycles.includes(cycle)).length;
      if (shared === 0) continue;
      const within = withinOf(statement, buildIn(component));
      said(component, shared === cycles.length ? within : within === 'no' ? 'no' : 'maybe');
    }
  }
  const findings: VulnerabilityFinding[] = [];
  const cleared: Cleared[] = [];
  for (const said of verdicts.values()) {
    const sure = said.filter(({ within }) => within === 'yes');
    const worst =
      sure.find(({ statement }) => statement.state === 'affected') ??
      sure.find(({ statement }) => statement.state === 'under investigation') ??
      sure[0] ??
      said.find(
        ({ statement }) => statement.state === 'affected' || statement.state === 'under investigation',
      );
    // Only "may be fixed" is left: that a fix exists says that it was needed.
    const { component, statement, within } = worst ?? said[0]!;
    const { cve, advisory, state, because } = statement;
    if (within === 'yes' && (state === 'fixed' || state === 'not affected')) {
      cleared.push({ asset: component.asset, cve, advisory, state, because });
      continue;
    }
    findings.push({
      asset: component.asset,
      cve,
      source: advisory,
      seen: component.seen,
      evidence: evidenceOf(statement, component, within),
      certain: within === 'yes' && state === 'affected',
      cvss: statement.cvss,
      exploit: statement.exploit,
      automatable: statement.automatable,
      fix_released: statement.fix_released,
    });
  }
  return { findings, cleared };
}

interface Verdict {
  component: Component;
  statement: Statement;
  within: Within;
}

function add<T>(table: Map<string, T[]>, key: string, value: T): void {
  const same = table.get(key);
  if (same) same.push(value);
  else table.set(key, [value]);
}

const textOf = ({ name, version }: Component): string => (version === null ? name : `${name} ${version}`);

/** The number that is counted up with every fix; `22H2` is none. */
const buildIn = (component: Component): string | null =>
  /\b\d+\.\d+\.\d{4,}(?:\.\d+)*\b/.exec(textOf(component))?.[0] ?? null;

function withinOf({ product }: Statement, version: string | null): Within {
  if (product.version === null && (product.range === null || isEveryVersion(product.range))) return 'yes';
  if (version === null) return 'maybe';
  return product.version !== null ? isVersion(version, product.version) : isInRange(version, product.range!);
}

function evidenceOf({ product, state, publisher }: Statement, component: Component, within: Within): string {
  const there = `${textOf(component)}${component.version === null ? ' (version not known)' : ''}, says ${component.source}`;
  const doubt = within === 'yes' ? '' : ' That it is just that is neither said nor ruled out.';
  return `${there}; ${publisher} says of ${product.label}: ${state}.${doubt}`;
}

/** What an inventory's text of an operating system says runs there: the name up to the first number, and the rest as its version. */
export function osComponents(assets: readonly { id: string; os: string }[]): Component[] {
  return assets.flatMap(({ id, os }) => {
    const [, name = os, version = null] = /^(\D*[^\d\s])\s+v?(\d.*)$/i.exec(os.slice(0, 300)) ?? [];
    if (name.trim() === '') return [];
    return [{ asset: id, vendor: null, name: name.trim(), version, source: 'the estate', seen: null }];
  });
}
