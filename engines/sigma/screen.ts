/**
 * Screens for keywords, which look through whole records although most records hold none: one regular expression
 * that lets through at least every text with a keyword in it. For a short list of plain texts V8 compiles an
 * alternation into a search that skips ahead; it cannot backtrack beyond one text.
 */
import { isDecidable } from './trie.ts';

const mostLiterals = 40;
const shortestLiteral = 4;
/** Long enough to be rare, short enough to be shared. */
const pieceLength = 4;

/** For single values: the literals themselves; null when they are too many or too short to pay. */
export function textScreen(literals: readonly string[]): RegExp | null {
  const fit =
    literals.length > 0 &&
    literals.length <= mostLiterals &&
    literals.every((text) => text.length >= shortestLiteral && isDecidable(text));
  return fit ? alternation(literals.map(escaped)) : null;
}

/**
 * For the JSON text of a record: pieces of the literals that JSON writes as they are, at least one of each literal.
 * Null when a literal has none, or when a fixed field, which the text need not hold, has one.
 *
 * Why no record with a keyword is turned away: a value is text of the record, or a list or object written as
 * JSON again. A piece has no quote, backslash, slash, control character or letter beyond ASCII, so inside a
 * string JSON can only write it as it is or with `\u00..` escapes, and any text with such an escape is let
 * through. Outside strings, where numbers and white space may be written anew, it cannot be found at all, as
 * it holds a word that occurs there in no JSON.
 *
 * @param fieldNames names that records have, and so worthless to look for
 */
export function jsonScreen(
  literals: readonly string[],
  fixed: Readonly<Record<string, string | number>>,
  fieldNames: readonly string[],
): RegExp | null {
  if (literals.length === 0 || literals.length > mostLiterals) return null;
  const piecesOf = literals.map((literal) => {
    const pieces = piecesIn(
      literal,
      (piece) => isPlain(piece) && !couldBeOutsideStrings(piece) && !isFixed(piece, fixed),
    );
    if (
      wordThenColons.test(literal) &&
      !Object.values(fixed).some((value) => wordThenColons.test(String(value)))
    )
      pieces.add(wordThenColons.source);
    return pieces;
  });
  if (piecesOf.some((pieces) => pieces.size === 0)) return null;
  const names = fieldNames.join(' ').toLowerCase();
  const chosen = fewest(piecesOf, (piece) => names.includes(piece));
  return alternation([
    ...chosen.map((one) => (one === wordThenColons.source ? one : escaped(one))),
    '\\\\u00',
  ]);
}

/**
 * One piece that is no text but a pattern: in half of all keywords for mimikatz (`sekurlsa::`), and rare elsewhere,
 * since the two colons of an IPv6 address mostly follow a digit or nothing. JSON has two colons only inside strings.
 */
const wordThenColons = /[a-z]::/i;

function piecesIn(literal: string, fits: (piece: string) => boolean): Set<string> {
  const pieces = new Set<string>();
  for (let at = 0; at + pieceLength <= literal.length; at++) {
    const piece = literal.slice(at, at + pieceLength);
    if (fits(piece)) pieces.add(piece);
  }
  return pieces;
}

/** Printable ASCII without `"`, `\` and `/`. */
const isPlain = (piece: string): boolean => /^[ !#-.0-[\]-~]+$/.test(piece);

/**
 * Few pieces that are in all literals between them (`::` and a letter are in half of all keywords for mimikatz), since
 * every further one slows the search: always the piece that the most remaining literals share, and of those
 * with as many the one with the rarest letters.
 */
function fewest(piecesOf: readonly ReadonlySet<string>[], isCommon: (piece: string) => boolean): string[] {
  const chosen: string[] = [];
  let open = piecesOf;
  while (open.length > 0) {
    const shared = new Map<string, number>();
    for (const pieces of open) for (const piece of pieces) shared.set(piece, (shared.get(piece) ?? 0) + 1);
    const value = ([piece, literals]: [string, number]) => (isCommon(piece) ? 0 : literals + rarity(piece));
    const best = [...shared].reduce((a, b) => (value(b) > value(a) ? b : a))[0];
    chosen.push(best);
    open = open.filter((pieces) => !pieces.has(best));
  }
  return chosen;
}

/** Below 1, the more the fewer of the commonest letters a piece has. */
const rarity = (piece: string): number => piece.replace(/[etaoinsrlcd ]/g, '').length / (piece.length + 1);

/** Structure, numbers (a large one is read as `Infinity`), `true`, `false` and `null`, and parts of these. */
const couldBeOutsideStrings = (piece: string): boolean =>
  piece
    .split(/[{}[\],:0-9+. -]+/)
    .every((word) => ['true', 'false', 'null', 'infinity'].some((one) => one.includes(word)));

const isFixed = (piece: string, fixed: Readonly<Record<string, string | number>>): boolean =>
  Object.values(fixed).some((value) => String(value).toLowerCase().includes(piece));

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

const alternation = (sources: readonly string[]): RegExp => new RegExp(sources.join('|'), 'i');
