/**
 * Reads the plain subset of regular expressions that rules are written in (modifiers appendix, "Regular
 * Expression") into a tree. With a tree we can bound what matching costs, find literals that every match
 * must contain, and give two engines exactly the same meaning. What is outside the subset is left to RE2.
 */

/** Inclusive ranges of code points, sorted and apart. */
export type Chars = readonly (readonly [number, number])[];

export type RegexNode =
  | { kind: 'chars'; set: Chars }
  | { kind: 'sequence'; of: RegexNode[] }
  | { kind: 'choice'; of: RegexNode[] }
  | { kind: 'repeat'; of: RegexNode; min: number; max: number; lazy: boolean }
  | { kind: 'assert'; what: 'start' | 'end' | 'line-start' | 'line-end' | 'edge' | 'no-edge' };

const last = 0x10ffff;
const newline = 10;
const digits: Chars = [[48, 57]];
const word: Chars = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** As in RE2: tab, line feed, form feed, carriage return, space. */
const space: Chars = [
  [9, 10],
  [12, 13],
  [32, 32],
];
const controls: Record<string, number> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7 };
const maxDepth = 200;

class NotPlain extends Error {}

/** The tree of a pattern, or undefined when it uses anything beyond the subset. */
export function parseRegex(source: string, flags: string): RegexNode | undefined {
  const points = [...source];
  let at = 0;
  let depth = 0;
  let insensitive = flags.includes('i');
  let multiline = flags.includes('m');
  let dotAll = flags.includes('s');
  const give = (): never => {
    throw new NotPlain();
  };
  const next = () => points[at++] ?? give();

  function choice(): RegexNode {
    if (++depth > maxDepth) give();
    const of = [sequence()];
    while (points[at] === '|') {
      at++;
      of.push(sequence());
    }
    depth--;
    return of.length === 1 ? of[0]! : { kind: 'choice', of };
  }

  function sequence(): RegexNode {
    const of: RegexNode[] = [];
    while (at < points.length && points[at] !== '|' && points[at] !== ')') {
      const atom = readAtom();
      if (atom !== undefined) of.push(quantified(atom));
    }
    return of.length === 1 ? of[0]! : { kind: 'sequence', of };
  }

  function quantified(atom: RegexNode): RegexNode {
    const bounds = quantifier();
    if (bounds === undefined) return atom;
    const lazy = points[at] === '?';
    if (lazy) at++;
    if (points[at] === '+' || quantifier() !== undefined || atom.kind === 'assert') give();
    return { kind: 'repeat', of: atom, min: bounds[0], max: bounds[1], lazy };
  }

  function quantifier(): [number, number] | undefined {
    const char = points[at];
    if (char === '*' || char === '+' || char === '?') {
      at++;
      return char === '*' ? [0, Infinity] : char === '+' ? [1, Infinity] : [0, 1];
    }
    if (char !== '{') return undefined;
    const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(points.slice(at, at + 12).join(''));
    // A brace that is no quantifier is a plain character in some engines and a fault in others.
    if (match === null) return give();
    at += match[0].length;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === '' ? Infinity : Number(match[3]);
    return max < min ? give() : [min, max];
  }

  /** One atom, or undefined for a group that only sets flags. */
  function readAtom(): RegexNode | undefined {
    const char = next();
    switch (char) {
      case '(':
        return group();
      case '[':
        return { kind: 'chars', set: readClass() };
      case '.':
        return { kind: 'chars', set: dotAll ? [[0, last]] : complement([[newline, newline]]) };
      case '^':
        return { kind: 'assert', what: multiline ? 'line-start' : 'start' };
      case '$':
        return { kind: 'assert', what: multiline ? 'line-end' : 'end' };
      case '\\':
        return escaped();
      case '*':
      case '+':
      case '?':
        return give();
      default:
        return chars([[char.codePointAt(0)!, char.codePointAt(0)!]]);
    }
  }

  function group(): RegexNode | undefined {
    const outer = [insensitive, multiline, dotAll] as const;
    if (points[at] === '?') {
      const head = points.slice(at, at + 60).join('');
      const match = /^\?(?:P?<[A-Za-z_]\w*>|([ims]*)(?:-([ims]+))?([:)]))/.exec(head) ?? give();
      at += match[0].length;
      const [, on = '', off = ''] = match;
      insensitive = (insensitive || on.includes('i')) && !off.includes('i');
      multiline = (multiline || on.includes('m')) && !off.includes('m');
      dotAll = (dotAll || on.includes('s')) && !off.includes('s');
      if (match[3] === ')') return undefined;
    }
    const inner = choice();
    if (next() !== ')') give();
    [insensitive, multiline, dotAll] = outer;
    return inner;
  }

  function escaped(): RegexNode {
    const char = points[at];
    if (char === 'b' || char === 'B' || char === 'A' || char === 'z') {
      at++;
      return {
        kind: 'assert',
        what: char === 'b' ? 'edge' : char === 'B' ? 'no-edge' : char === 'A' ? 'start' : 'end',
      };
    }
    return chars(escapedSet());
  }

  function escapedSet(): Chars {
    const char = next();
    switch (char) {
      case 'd':
        return digits;
      case 'D':
        return complement(digits);
      case 'w':
        return word;
      case 'W':
        return complement(word);
      case 's':
        return space;
      case 'S':
        return complement(space);
      case 'x': {
        const hex = points.slice(at, at + 2).join('');
        if (!/^[0-9a-fA-F]{2}$/.test(hex)) give();
        at += 2;
        return [[Number.parseInt(hex, 16), Number.parseInt(hex, 16)]];
      }
    }
    const control = controls[char];
    if (control !== undefined) return [[control, control]];
    if (/[A-Za-z0-9]/.test(char) || char.codePointAt(0)! > 127) give();
    return [[char.codePointAt(0)!, char.codePointAt(0)!]];
  }

  function readClass(): Chars {
    const negated = points[at] === '^';
    if (negated) at++;
    const ranges: [number, number][] = [];
    for (let first = true; first || points[at] !== ']'; first = false) {
      const from = classItem();
      if (points[at] === '-' && points[at + 1] !== ']' && from.length === 1 && from[0]![0] === from[0]![1]) {
        at++;
        const to = classItem();
        if (to.length !== 1 || to[0]![0] !== to[0]![1] || to[0]![0] < from[0]![0]) give();
        ranges.push([from[0]![0], to[0]![0]]);
      } else for (const range of from) ranges.push([...range]);
    }
    at++;
    const set = insensitive ? bothCases(normal(ranges)) : normal(ranges);
    return negated ? complement(set) : set;
  }

  function classItem(): Chars {
    const char = next();
    if (char === '\\') {
      if (points[at] === 'b') give();
      return escapedSet();
    }
    if (char === '[' && points[at] === ':') give();
    return [[char.codePointAt(0)!, char.codePointAt(0)!]];
  }

  const chars = (set: Chars): RegexNode => ({ kind: 'chars', set: insensitive ? bothCases(set) : set });

  try {
    const tree = choice();
    return at === points.length ? tree : undefined;
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

function normal(ranges: readonly (readonly [number, number])[]): Chars {
  const merged: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = merged[merged.length - 1];
    if (before !== undefined && from <= before[1] + 1) before[1] = Math.max(before[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function complement(set: Chars): Chars {
  const rest: [number, number][] = [];
  let from = 0;
  for (const [low, high] of set) {
    if (low > from) rest.push([from, low - 1]);
    from = high + 1;
  }
  if (from <= last) rest.push([from, last]);
  return rest;
}

/** Adds the other case of ASCII letters, and of single characters beyond them. */
function bothCases(set: Chars): Chars {
  const ranges = set.map(([from, to]): [number, number] => [from, to]);
  for (const [from, to] of set) {
    for (const [low, high, shift] of [
      [65, 90, 32],
      [97, 122, -32],
    ] as const) {
      const start = Math.max(from, low);
      const end = Math.min(to, high);
      if (start <= end) ranges.push([start + shift, end + shift]);
    }
    if (from === to && from > 127) {
      const char = String.fromCodePoint(from);
      for (const other of [char.toLowerCase(), char.toUpperCase()]) {
        const point = other.codePointAt(0)!;
        // A case that is longer, or that falls into ASCII, is no counterpart of one character.
        if (point > 127 && String.fromCodePoint(point) === other) ranges.push([point, point]);
      }
    }
  }
  return normal(ranges);
}
