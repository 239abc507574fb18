/** Whether a version is one that an advisory means. `maybe` where what is known of it does not settle it: `7.0` may be 7.0.3 or 7.0.14. */

export type Within = 'yes' | 'no' | 'maybe';

type Part = number | string;

/** Numbers count as numbers, letters as letters: `17.09.04a` is 17, 9, 4, a. Words that begin like no version have no parts. */
function partsOf(version: string): Part[] {
  const text = version
    .trim()
    .toLowerCase()
    .replace(/^v(?=\d)/, '');
  if (!/^[a-z]{0,4}[ ._-]?\d/.test(text)) return [];
  const words = text.match(/\d+|[a-z]+/g) ?? [];
  return words.slice(0, 20).map((word) => (/^\d/.test(word) ? Number(word) : word));
}

/** Below, at or above zero; undefined when the one that is known is only the beginning of the other. */
function compare(known: readonly Part[], other: readonly Part[]): number | undefined {
  for (let i = 0; i < other.length; i++) {
    const [a, b] = [known[i], other[i]!];
    // Nothing more is known of it; 0 goes on as 0 for all that anybody says.
    if (a === undefined) return undefined;
    if (a === b) continue;
    // A letter before a number is a release on its way to it: 2.0beta comes before 2.0.1.
    if (typeof a !== typeof b) return typeof a === 'string' ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return known.length > other.length ? 1 : 0;
}

/** @param exact the one version that an advisory names; a longer one of the same beginning is meant too when it only adds a build */
export function isVersion(known: string, exact: string): Within {
  const [a, b] = [partsOf(known), partsOf(exact)];
  if (!areAlike(a, b)) return known === exact ? 'yes' : 'maybe';
  const order = compare(a, b);
  if (order === undefined) return 'maybe';
  return order === 0 ? 'yes' : 'no';
}

/** `R80.10` and `3.4` are counted in different ways. */
const areAlike = (a: readonly Part[], b: readonly Part[]): boolean =>
  a.length > 0 && b.length > 0 && typeof a[0] === typeof b[0];

const comparison = /^(<=|>=|<|>|=|!=)?\s*v?\s*([0-9][\w.+:~-]*)$/i;

const withoutScheme = (range: string): string =>
  range
    .trim()
    .replace(/^vers:[\w.-]+\//i, '')
    .slice(0, 2_000);

/** True for `*` and `all versions`, which hold whatever the version is. */
export const isEveryVersion = (range: string): boolean =>
  /^(?:\*|all(?: versions)?)$/i.test(withoutScheme(range));

/**
 * @param range `vers:generic/>=7.0.0|<7.0.12`, or comparisons with commas, blanks, `and` between; versions between bars that name
 *   no comparison are alternatives
 */
export function isInRange(known: string, range: string): Within {
  if (isEveryVersion(range)) return 'yes';
  const body = withoutScheme(range);
  const terms = body
    .split(/[|,]|\band\b|&|(?<=\d)\s+(?=[<>=!])/i)
    .map((term) => term.trim())
    .filter((term) => term !== '');
  const read = terms.map((term) => comparison.exec(term));
  if (read.length === 0 || read.some((one) => one === null)) return 'maybe';
  const parts = partsOf(known);
  if (parts.length === 0) return 'maybe';

  const bounds = (read as RegExpExecArray[]).map(
    ([, operator = '=', version]): Bound => ({ operator, version: version!, parts: partsOf(version!) }),
  );
  const holds = ({ operator, parts: bound }: Bound): Within => satisfies(parts, operator, bound);
  const listed = bounds
    .filter(({ operator }) => operator === '=')
    .map(({ version }) => isVersion(known, version));
  const within = intervalsOf(bounds).map((interval) => interval.map(holds).reduce(both));
  const excluded = bounds.filter(({ operator }) => operator === '!=').map(holds);
  const included = [...listed, ...within];
  return both(included.length === 0 ? 'yes' : included.reduce(better), excluded.reduce(both, 'yes'));
}

interface Bound {
  operator: string;
  version: string;
  parts: readonly Part[];
}

/** In the order of the versions a lower bound opens an interval and an upper one closes it: `>=1|<1.5|>=2|<2.3` is two of them. */
function intervalsOf(bounds: readonly Bound[]): Bound[][] {
  const sorted = bounds
    .filter(({ operator }) => /[<>]/.test(operator))
    .sort((a, b) => compare(a.parts, b.parts) ?? a.parts.length - b.parts.length);
  const intervals: Bound[][] = [];
  let opened: Bound | undefined;
  for (const bound of sorted) {
    if (bound.operator.startsWith('>')) opened ??= bound;
    else {
      intervals.push(opened ? [opened, bound] : [bound]);
      opened = undefined;
    }
  }
  if (opened) intervals.push([opened]);
  return intervals;
}

function satisfies(known: readonly Part[], operator: string, bound: readonly Part[]): Within {
  if (!areAlike(known, bound)) return 'maybe';
  // Whatever 7.0 goes on with, it is at or above 7.0.0 and not below it.
  const order = compare(known, operator === '>=' || operator === '<' ? withoutZeros(bound) : bound);
  if (order === undefined) return 'maybe';
  const holds = {
    '<': order < 0,
    '<=': order <= 0,
    '>': order > 0,
    '>=': order >= 0,
    '!=': order !== 0,
  }[operator];
  return holds ? 'yes' : 'no';
}

const withoutZeros = (parts: readonly Part[]): readonly Part[] =>
  parts.slice(0, parts.findLastIndex((part) => part !== 0) + 1);

const ranks: readonly Within[] = ['no', 'maybe', 'yes'];
const better = (a: Within, b: Within): Within => (ranks.indexOf(a) > ranks.indexOf(b) ? a : b);
const both = (a: Within, b: Within): Within => (ranks.indexOf(a) < ranks.indexOf(b) ? a : b);
