/**
 * The hunting language, from text to a tree. Pure. `docs/hunt.md` is its description:
 *
 *   query = or            or  = and { "or" and }
 *   and   = not { ["and"] not }        not = "not" not | term
 *   term  = "(" or ")" | [field ":"] value        value = word | '"' text '"'
 *
 * A backslash is always itself, because Windows paths are full of them; within quotes, `""` is a quote and `*` is a star.
 */
import type { Pattern } from '@cordon/platform/events';

export type Query =
  | { kind: 'and' | 'or'; of: Query[] }
  | { kind: 'not'; of: Query }
  | { kind: 'field'; field: string; value: Pattern; at: number }
  | { kind: 'text'; value: Pattern };

/** Says where in the query and what is expected there. */
export class QueryError extends Error {
  /** Offset into the text, from 0. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'QueryError';
    this.at = at;
  }
}

type Token =
  | { kind: '(' | ')' | 'and' | 'or' | 'not' | 'end'; at: number }
  | { kind: 'value'; field: string | null; value: Pattern; at: number };

export const longestQuery = 2_000;
/** As deep as the event store goes, with room for what compiling adds. */
const deepest = 24;

/** Two colons are an IPv6 address and no field. */
const fieldStart = /[\p{L}_@#][\p{L}\p{N}_.@#-]*:(?=[^\s:])/uy;
const bareFieldEnd = /[\p{L}_@#][\p{L}\p{N}_.@#-]*:(?=\s|$)/uy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const sticky = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const character = text[at]!;
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    if (character === '(' || character === ')') {
      tokens.push({ kind: character, at });
      at += 1;
      continue;
    }
    const start = at;
    const named = sticky(fieldStart);
    if (named === undefined && sticky(bareFieldEnd) !== undefined)
      throw new QueryError(
        'There is nothing after the colon. A value is expected right behind it, without a space.',
        at + sticky(bareFieldEnd)!.length,
      );
    if (named !== undefined) at += named.length;
    const field = named === undefined ? null : named.slice(0, -1);
    const { value, word, end } = text[at] === '"' ? quoted(text, at) : bare(text, at);
    at = end;
    const operator = field === null && word !== null ? word.toLowerCase() : null;
    if (operator === 'and' || operator === 'or' || operator === 'not')
      tokens.push({ kind: operator, at: start });
    else tokens.push({ kind: 'value', field, value, at: start });
  }
  tokens.push({ kind: 'end', at: text.length });
  return tokens;
}

interface Value {
  value: Pattern;
  /** As typed; null for what stood in quotes. */
  word: string | null;
  end: number;
}

function quoted(text: string, start: number): Value {
  let content = '';
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== '"') content += text[at];
    else if (text[at + 1] === '"') {
      content += '"';
      at += 1;
    } else {
      if (content === '')
        throw new QueryError('There is nothing between the quotes. Write what to look for.', at);
      return { value: [content], word: null, end: at + 1 };
    }
  }
  throw new QueryError('This quote is never closed. A second " is expected.', start);
}

function bare(text: string, start: number): Value {
  const word = /[^\s()"]+/y;
  word.lastIndex = start;
  const found = word.exec(text)?.[0];
  if (found === undefined)
    throw new QueryError(
      'A value is expected here. Put quotes around one that begins with a bracket.',
      start,
    );
  const value = found
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' || part === '?' ? ({ wild: part } as const) : part));
  return { value, word: found, end: start + found.length };
}

/** @throws QueryError */
export function parseQuery(text: string): Query {
  if (text.length > longestQuery)
    throw new QueryError(`The query is longer than ${longestQuery} characters.`, longestQuery);
  const tokens = tokensOf(text);
  let next = 0;
  let depth = 0;
  const peek = (): Token => tokens[next]!;

  function either(): Query {
    const of = [both()];
    while (peek().kind === 'or') {
      next += 1;
      of.push(both());
    }
    return of.length === 1 ? of[0]! : { kind: 'or', of };
  }

  function both(): Query {
    const of = [negation()];
    for (;;) {
      const { kind } = peek();
      if (kind === 'and') next += 1;
      else if (kind !== 'value' && kind !== '(' && kind !== 'not') break;
      of.push(negation());
    }
    return of.length === 1 ? of[0]! : { kind: 'and', of };
  }

  function negation(): Query {
    if (peek().kind !== 'not') return term();
    const { at } = peek();
    next += 1;
    return deeper(at, () => ({ kind: 'not', of: negation() }));
  }

  function deeper(at: number, inner: () => Query): Query {
    depth += 1;
    if (depth > deepest) throw new QueryError(`Brackets and "not" go at most ${deepest} deep.`, at);
    const query = inner();
    depth -= 1;
    return query;
  }

  function term(): Query {
    const token = peek();
    next += 1;
    if (token.kind === 'value') {
      const { field, value, at } = token;
      return field === null ? { kind: 'text', value } : { kind: 'field', field, value, at };
    }
    if (token.kind === '(') return deeper(token.at, () => inBrackets(token.at));
    throw new QueryError(expected(token, tokens[next - 2]), token.at);
  }

  function inBrackets(open: number): Query {
    if (peek().kind === ')') throw new QueryError('There is nothing between the brackets.', open);
    const query = either();
    if (peek().kind !== ')') throw new QueryError('This bracket is never closed. A ) is expected.', open);
    next += 1;
    return query;
  }

  if (peek().kind === 'end')
    throw new QueryError('The query is empty. Write what to look for, such as host:pacs-01.', 0);
  const query = either();
  if (peek().kind === ')')
    throw new QueryError('This bracket closes nothing. Take it away, or open it before.', peek().at);
  return query;
}

function expected(token: Token, before: Token | undefined): string {
  const what = 'a word, field:value or an opening bracket';
  if (token.kind === 'end') return `The query ends after "${before?.kind}". Then ${what} is expected.`;
  if (before === undefined) return `A query cannot begin with "${token.kind}". First ${what} is expected.`;
  return `"${token.kind}" cannot follow "${before.kind}". Between them ${what} is expected.`;
}
