/**
 * The condition language of Sigma 2.1 (specification, "Condition"): `or`, `and`, `not`, parentheses,
 * `1 of` / `all of` a name pattern or `them`. Binding, weakest first: or, and, not, x of.
 */
import type { Condition } from './types.ts';

/** Deeper nesting than any person writes; bounds recursion on hostile input. */
const maxDepth = 100;

/** What is wrong with a rule, in a sentence; the caller adds file and line. */
export class RuleError extends Error {}

/**
 * Parses one condition against the names of the rule's selections.
 * @throws RuleError for a syntax error, an unknown selection or a pattern that matches none.
 */
export function parseCondition(text: string, names: readonly string[]): Condition {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const peek = () => tokens[at]?.toLowerCase();
  const broken = (why: string) => new RuleError(`condition "${text}": ${why}`);

  function list(word: 'or' | 'and', next: (depth: number) => Condition, depth: number): Condition {
    const of = [next(depth)];
    while (peek() === word) {
      at++;
      of.push(next(depth));
    }
    return of.length === 1 ? of[0]! : { kind: word, of };
  }
  const anyOf = (depth: number): Condition => list('or', allOf, depth);
  const allOf = (depth: number): Condition => list('and', negation, depth);

  function negation(depth: number): Condition {
    if (depth > maxDepth) throw broken('is nested too deeply');
    if (peek() !== 'not') return term(depth);
    at++;
    return { kind: 'not', of: negation(depth + 1) };
  }

  function term(depth: number): Condition {
    const token = tokens[at];
    if (token === undefined) throw broken('ends too early');
    at++;
    if (token === '(') {
      const inner = anyOf(depth + 1);
      if (tokens[at] !== ')') throw broken('a parenthesis is not closed');
      at++;
      return inner;
    }
    if (token === ')') throw broken('has an unexpected ")"');
    if (peek() === 'of') return quantified(token);
    if (['and', 'or', 'not', 'of', 'them'].includes(token.toLowerCase()))
      throw broken(`has an unexpected "${token}"`);
    if (!names.includes(token)) {
      throw broken(
        token.includes('*')
          ? `"${token}" needs "1 of" or "all of" before it`
          : `unknown selection "${token}"`,
      );
    }
    return { kind: 'selection', name: token };
  }

  function quantified(quantity: string): Condition {
    at++;
    const pattern = tokens[at++];
    if (pattern === undefined) throw broken(`"${quantity} of" says of nothing`);
    const word = quantity.toLowerCase();
    if (word !== '1' && word !== 'any' && word !== 'all') {
      throw broken(`"${quantity} of" is not Sigma: only "1 of" and "all of" are`);
    }
    const chosen = select(pattern, names);
    if (chosen.length === 0) throw broken(`no selection matches "${pattern}"`);
    const of = chosen.map((name): Condition => ({ kind: 'selection', name }));
    return of.length === 1 ? of[0]! : { kind: word === 'all' ? 'and' : 'or', of };
  }

  const parsed = anyOf(0);
  if (at < tokens.length) throw broken(`has an unexpected "${tokens[at]}"`);
  return parsed;
}

/** Names starting with an underscore take part only when the pattern itself asks for them. */
function select(pattern: string, names: readonly string[]): string[] {
  const wanted = pattern.toLowerCase() === 'them' ? '*' : pattern;
  const visible = wanted.startsWith('_') ? names : names.filter((name) => !name.startsWith('_'));
  const pieces = wanted.split('*');
  return visible.filter((name) => matchesPieces(name, pieces));
}

function matchesPieces(name: string, pieces: readonly string[]): boolean {
  const first = pieces[0]!;
  const last = pieces[pieces.length - 1]!;
  if (pieces.length === 1) return name === first;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= name.length - last.length;
}
