/**
 * Sigma strings: wildcards, escapes and case (specification, "String Wildcard" and "Escape Character").
 * A pattern is a list of tokens: literal text, `anyOne` for `?` and `anyRun` for `*`.
 */

export const anyOne = 1;
export const anyRun = 2;
export type Token = string | typeof anyOne | typeof anyRun;
export type Tokens = readonly Token[];

/**
 * Reads a rule's text. `\*` and `\?` are plain characters, `\\` is one backslash, and a backslash
 * before anything else is itself. So `\\*` is a backslash followed by a wildcard.
 */
export function parseTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') tokens.push(literal);
    literal = '';
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\\') {
      const next = text[i + 1];
      if (next === '*' || next === '?' || next === '\\') {
        literal += next;
        i++;
      } else literal += char;
    } else if (char === '*') {
      flush();
      if (tokens[tokens.length - 1] !== anyRun) tokens.push(anyRun);
    } else if (char === '?') {
      flush();
      tokens.push(anyOne);
    } else literal += char;
  }
  flush();
  return tokens;
}

/** The text of a pattern without wildcards, or undefined when it has some. */
export function plainText(tokens: Tokens): string | undefined {
  if (tokens.length === 0) return '';
  return tokens.length === 1 && typeof tokens[0] === 'string' ? tokens[0] : undefined;
}

export function withRuns(tokens: Tokens, before: boolean, after: boolean): Token[] {
  const open = before && tokens[0] !== anyRun ? [anyRun as Token, ...tokens] : [...tokens];
  if (after && open[open.length - 1] !== anyRun) open.push(anyRun);
  return open;
}

/**
 * Case folding, one character for one, the same on both sides of every comparison: lower case, except where
 * that would depend on position (final sigma), change the length (dotted capital I) or turn a letter beyond
 * ASCII into one within it (Kelvin sign). So ASCII letters fold among themselves only.
 */
export function fold(text: string): string {
  if (!/[\u03a3\u03c2\u0130\u212a]/.test(text)) return text.toLowerCase();
  return text.replace(/[\u03a3\u03c2]|[^\u0130\u212a\u03a3\u03c2]+/g, (part) =>
    part === '\u03a3' || part === '\u03c2' ? '\u03c3' : part.toLowerCase(),
  );
}

/** What a pattern comes down to: most are one literal at a known place, which automata decide outright. */
export type Shape = 'exact' | 'prefix' | 'suffix' | 'contains' | 'glob';

export interface TextPattern {
  readonly shape: Shape;
  /** The literal of a simple shape; of a glob its longest literal piece ('' when it has none). */
  readonly literal: string;
  readonly tokens: Tokens;
  readonly cased: boolean;
}

/** Prepares tokens for matching; case is folded unless `cased`. */
export function compilePattern(raw: Tokens, cased: boolean): TextPattern {
  const tokens = cased ? raw : raw.map((token) => (typeof token === 'string' ? fold(token) : token));
  const [a, b, c] = tokens;
  const simple = (shape: Shape, literal: string): TextPattern => ({ shape, literal, tokens, cased });
  if (tokens.length === 0) return simple('exact', '');
  if (tokens.length === 1) {
    if (typeof a === 'string') return simple('exact', a);
    if (a === anyRun) return simple('contains', '');
  }
  if (tokens.length === 2) {
    if (typeof a === 'string' && b === anyRun) return simple('prefix', a);
    if (a === anyRun && typeof b === 'string') return simple('suffix', b);
  }
  if (tokens.length === 3 && a === anyRun && typeof b === 'string' && c === anyRun)
    return simple('contains', b);
  let longest = '';
  for (const token of tokens) if (typeof token === 'string' && token.length > longest.length) longest = token;
  return simple('glob', longest);
}

/** Whether `text` (folded by the caller unless the pattern is cased) matches. */
export function matchesPattern(pattern: TextPattern, text: string): boolean {
  switch (pattern.shape) {
    case 'exact':
      return text === pattern.literal;
    case 'prefix':
      return text.startsWith(pattern.literal);
    case 'suffix':
      return text.endsWith(pattern.literal);
    case 'contains':
      return text.includes(pattern.literal);
    case 'glob':
      return globMatches(pattern.tokens, text);
  }
}

/**
 * Leftmost matching with a retreat to the last `*` only, which is complete for globs: time is at worst
 * the product of both lengths, memory constant.
 */
function globMatches(tokens: Tokens, text: string): boolean {
  let token = 0;
  let at = 0;
  let runToken = -1;
  let runAt = 0;
  for (;;) {
    const current = tokens[token];
    if (current === anyRun) {
      runToken = token++;
      runAt = at;
      if (token === tokens.length) return true;
      continue;
    }
    if (current === undefined) {
      if (at === text.length) return true;
    } else if (current === anyOne) {
      if (at < text.length) {
        at++;
        token++;
        continue;
      }
    } else if (text.startsWith(current, at)) {
      at += current.length;
      token++;
      continue;
    }
    if (runToken < 0 || runAt >= text.length) return false;
    const after = tokens[runToken + 1];
    // Jump to the next place where the literal after the run occurs at all.
    const next = typeof after === 'string' ? text.indexOf(after, runAt + 1) : runAt + 1;
    if (next < 0) return false;
    runAt = next;
    at = next;
    token = runToken + 1;
  }
}
