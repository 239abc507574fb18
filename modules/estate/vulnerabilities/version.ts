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

/**
 * @param range `vers:generic/>=7.0.0|<7.0.12`, or comparisons with commas, blanks, `and` between; versions between bars that name
 *   no comparison are alternatives
 */
export function isInRange(known: string, range: string): Within {
  const body = range
    .trim()
    .replace(/^vers:[\w.-]+\//i, '')
    .slice(0, 2_000);
  if (body === '*' || /^all( versions)?$/i.test(body)) return 'yes';
  const terms = body
    .split(/[|,]|\band\b|&|(?<=\d)\s+(?=[<>=!])/i)
    .map((term) => term.trim())
    .filter((term) => term !== '');
  const read = terms.map((term) => comparison.exec(term));
  if (read.length === 0 || read.some((one) => one === null)) return 'maybe';
  const parts = partsOf(known);
  if (parts.length === 0) return 'maybe';

  let bounded: Within | undefined;
  let listed: Within | undefined;
  for (const [, operator = '=', version] of read as RegExpExecArray[]) {
    if (operator === '=') {
      listed = better(listed, isVersion(known, version!));
      continue;
    }
    const holds = satisfies(parts, operator, partsOf(version!));
    if (operator === '!=' && holds !== 'yes') return holds;
    if (operator !== '!=') bounded = bounded === undefined ? holds : both(bounded, holds);
  }
  return better(listed, bounded ?? 'no');
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
const better = (a: Within | undefined, b: Within): Within =>
  a !== undefined && ranks.indexOf(a) > ranks.indexOf(b) ? a : b;
const both = (a: Within, b: Within): Within => (ranks.indexOf(a) < ranks.indexOf(b) ? a : b);
