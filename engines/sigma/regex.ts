/**
 * Regular expressions that cannot be made to hang. Rules are written by anyone and matched against text
 * that attackers choose, so every match must take time linear in the text, or bounded by a small budget.
 *
 * V8 backtracks. For a pattern whose tree we know, the number of ways it can try a text of length n is at
 * most c * n^d per start: a variable repeat of a body without choices adds one to d, choices multiply c. V8 is used
 * only where that bound stays within the budget; everything else runs in RE2 (re2js), which is linear
 * whatever the pattern. Both get the same explicit character sets, so the answer never depends on which one ran.
 */
import { RE2JS } from 're2js';
import { RuleError } from './condition.ts';
import { type Chars, parseRegex, type RegexNode } from './regex-syntax.ts';

export interface Regex {
  readonly source: string;
  readonly flags: string;
  /** Lower-case ASCII texts of which at least one is in every match; empty when none is known. */
  readonly needles: readonly string[];
  test(text: string): boolean;
}

/** Backtracking steps that one test may cost at worst: a few milliseconds. */
const budget = 1e6;
const maxSource = 10_000;

/**
 * @param flags any of i, m, s
 * @param check compile now, so that a faulty pattern shows; otherwise engines are made when first used
 * @throws RuleError for a pattern that RE2 cannot take (look-around, back-references, possessive repeats)
 */
export function compileRegex(source: string, flags: string, check: boolean): Regex {
  if (source.length > maxSource) throw new RuleError('the regular expression is too long');
  const tree = parseRegex(source, flags);
  let linear: RE2JS | undefined;
  let backtracking: RegExp | undefined;
  const linearEngine = () => {
    linear ??= tree === undefined ? compileForeign(source, flags) : compileTree(tree, source);
    return linear;
  };
  if (check || tree === undefined) linearEngine();
  if (tree === undefined) return { source, flags, needles: [], test: (text) => linearEngine().test(text) };

  const longest = longestSafe(tree);
  return {
    source,
    flags,
    needles: needlesOf(tree)?.texts ?? [],
    test(text) {
      if (text.length > longest) return linearEngine().test(text);
      backtracking ??= new RegExp(write(tree, 'v8'), 'u');
      return backtracking.test(text);
    },
  };
}

function compileTree(tree: RegexNode, source: string): RE2JS {
  try {
    return RE2JS.compile(write(tree, 're2'));
  } catch (error) {
    throw new RuleError(`regular expression "${source}": ${(error as Error).message}`);
  }
}

function compileForeign(source: string, flags: string): RE2JS {
  try {
    return RE2JS.compile(
      source,
      (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
        (flags.includes('m') ? RE2JS.MULTILINE : 0) |
        (flags.includes('s') ? RE2JS.DOTALL : 0),
    );
  } catch (error) {
    throw new RuleError(`regular expression "${source}": ${(error as Error).message}`);
  }
}

/** How often a node can match differently from one place: at most `count * n ** degree` ways. */
interface Ways {
  count: number;
  degree: number;
}

/** The longest text on which V8 stays within the budget; -1 when no bound is known. */
export function longestSafe(tree: RegexNode): number {
  const { count, degree } = ways(tree);
  const steps = count * size(tree);
  if (!Number.isFinite(steps) || steps > budget) return -1;
  return Math.floor((budget / steps) ** (1 / (degree + 1))) - 1;
}

function ways(node: RegexNode): Ways {
  switch (node.kind) {
    case 'chars':
    case 'assert':
      return { count: 1, degree: 0 };
    case 'sequence':
      return node.of.map(ways).reduce((a, b) => ({ count: a.count * b.count, degree: a.degree + b.degree }), {
        count: 1,
        degree: 0,
      });
    case 'choice':
      return node.of
        .map(ways)
        .reduce((a, b) => ({ count: a.count + b.count, degree: Math.max(a.degree, b.degree) }));
    case 'repeat': {
      const body = ways(node.of);
      const single = body.count === 1 && body.degree === 0;
      if (node.max === Infinity) return single ? { count: 1, degree: 1 } : { count: Infinity, degree: 0 };
      if (single) return { count: node.max - node.min + 1, degree: 0 };
      let count = 0;
      for (let times = node.min; times <= node.max && Number.isFinite(count); times++)
        count += body.count ** times;
      return { count, degree: body.degree * node.max };
    }
  }
}

function size(node: RegexNode): number {
  switch (node.kind) {
    case 'chars':
    case 'assert':
      return 1;
    case 'sequence':
    case 'choice':
      return node.of.reduce((sum, one) => sum + size(one), 1);
    case 'repeat':
      return 1 + size(node.of) * (node.max === Infinity ? Math.max(1, node.min) : Math.max(1, node.max));
  }
}

/** Writes the tree for one engine, with nothing left to that engine's own idea of a class, a dot or a line. */
function write(node: RegexNode, engine: 'v8' | 're2'): string {
  switch (node.kind) {
    case 'chars':
      return writeSet(node.set, engine);
    case 'sequence':
      return node.of
        .map((one) => (one.kind === 'choice' ? `(?:${write(one, engine)})` : write(one, engine)))
        .join('');
    case 'choice':
      return node.of.map((one) => write(one, engine)).join('|');
    case 'repeat': {
      const { min, max } = node;
      const times = max === Infinity ? `{${min},}` : min === max ? `{${min}}` : `{${min},${max}}`;
      return `(?:${write(node.of, engine)})${times}${node.lazy ? '?' : ''}`;
    }
    case 'assert':
      switch (node.what) {
        case 'start':
          return '^';
        case 'end':
          return '$';
        case 'line-start':
          // Not `(?<![^\n])`: V8 takes the two halves of a character beyond the first plane apart there.
          return engine === 'v8' ? '(?<=^|\\n)' : '(?m:^)';
        case 'line-end':
          return engine === 'v8' ? '(?=$|\\n)' : '(?m:$)';
        case 'edge':
          return '\\b';
        case 'no-edge':
          return '\\B';
      }
  }
}

function writeSet(set: Chars, engine: 'v8' | 're2'): string {
  const point = (code: number) => {
    const char = String.fromCharCode(code);
    if (code < 128 && /[A-Za-z0-9]/.test(char)) return char;
    return engine === 'v8' ? `\\u{${code.toString(16)}}` : `\\x{${code.toString(16)}}`;
  };
  const [only] = set;
  // An empty class never matches; neither engine writes that as `[]`.
  if (only === undefined) return engine === 'v8' ? '[^\\u{0}-\\u{10ffff}]' : '[^\\x{0}-\\x{10ffff}]';
  if (set.length === 1 && only[0] === only[1]) return point(only[0]);
  return `[${set.map(([from, to]) => (from === to ? point(from) : `${point(from)}-${point(to)}`)).join('')}]`;
}

interface Needles {
  texts: string[];
  shortest: number;
}

const maxNeedles = 32;
const shortestNeedle = 2;

/** Texts of which one must occur in whatever the node matches; undefined when nothing can be said. */
function needlesOf(node: RegexNode): Needles | undefined {
  const candidates: Needles[] = [];
  switch (node.kind) {
    case 'chars':
    case 'assert':
    case 'sequence': {
      let run = '';
      const close = () => {
        if (run.length >= shortestNeedle) candidates.push({ texts: [run], shortest: run.length });
        run = '';
      };
      for (const one of flat(node)) {
        const letter = one.kind === 'chars' ? letterOf(one.set) : undefined;
        if (letter !== undefined) run += letter;
        else if (one.kind !== 'assert') {
          close();
          const inner = one.kind === 'chars' ? undefined : needlesOf(one);
          if (inner !== undefined) candidates.push(inner);
        }
      }
      close();
      break;
    }
    case 'choice': {
      const all = node.of.map(needlesOf);
      if (all.some((one) => one === undefined)) return undefined;
      const texts = [...new Set((all as Needles[]).flatMap((one) => one.texts))];
      return texts.length > maxNeedles
        ? undefined
        : { texts, shortest: Math.min(...texts.map((text) => text.length)) };
    }
    case 'repeat':
      return node.min > 0 ? needlesOf(node.of) : undefined;
  }
  return candidates.reduce<Needles | undefined>(
    (best, one) => (best === undefined || one.shortest > best.shortest ? one : best),
    undefined,
  );
}

function flat(node: RegexNode): RegexNode[] {
  return node.kind === 'sequence' ? node.of.flatMap(flat) : [node];
}

/** The one ASCII character a set stands for, whatever its case. */
function letterOf(set: Chars): string | undefined {
  const letters = new Set<string>();
  for (const [from, to] of set) {
    if (to > 127 || to !== from) return undefined;
    letters.add(String.fromCharCode(from).toLowerCase());
  }
  return letters.size === 1 ? [...letters][0] : undefined;
}
