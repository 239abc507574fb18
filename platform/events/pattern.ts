/** Patterns as regular expressions of RE2, in which DuckDB matches in linear time. Pure. */
import type { Pattern } from './port.ts';

const escaped = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/** Half a character, which a person can type and no stored text holds, becomes the replacement character as in the store. */
const whole = (text: string): string => Buffer.from(text).toString();

/** As the text stands inside a string of JSON.stringify. */
const inJson = (text: string): string => JSON.stringify(whole(text)).slice(1, -1);

interface Gaps {
  '*': string;
  '?': string;
}

const fill = (pattern: Pattern, gaps: Gaps, write: (text: string) => string): string =>
  pattern.map((part) => (typeof part === 'string' ? escaped(write(part)) : gaps[part.wild])).join('');

const anything: Gaps = { '*': '.*', '?': '.' };
/** Within a JSON string an escape such as `\n` is one character, and a bare quote is its end. */
const quotedGaps: Gaps = { '*': String.raw`(?:[^"\\]|\\.)*`, '?': String.raw`(?:[^"\\]|\\u[0-9a-f]{4}|\\.)` };
/** Numbers, booleans and null stand without quotes. */
const bareGaps: Gaps = { '*': String.raw`[^",:[\]{}]*`, '?': String.raw`[^",:[\]{}]` };

/** For a whole column. */
export const wholeText = (pattern: Pattern): string => fill(pattern, anything, whole);

/** Anywhere in a record of JSON text; a gap does not reach beyond the string that it begins in. */
export const anywhere = (pattern: Pattern): string => fill(pattern, quotedGaps, inJson);

/**
 * A field of that name at any depth. A quote within a JSON string is escaped, so what merely spells a field inside a value never
 * matches. EVTX writes an element that has attributes as `{"#attributes":{…},"#text":VALUE}`.
 */
export function fieldValue(name: string, pattern: Pattern): string {
  const key = `"${escaped(inJson(name))}":`;
  const attributes = String.raw`(?:\{"#attributes":\{[^{}]*\},"#text":)?`;
  const itemsBefore = String.raw`(?:\[(?:(?:"(?:[^"\\]|\\.)*"|[^",[\]{}]*),)*)?`;
  const bare = bareValue(pattern);
  const quotedValue = `"${fill(pattern, quotedGaps, inJson)}"`;
  const value = bare === null ? quotedValue : String.raw`(?:${quotedValue}|${bare}[,}\]])`;
  return key + attributes + itemsBefore + value;
}

/** Null when no number, boolean or null can be meant; then what ends one must not be taken for a part of it. */
function bareValue(pattern: Pattern): string | null {
  const spelt = pattern.filter((part) => typeof part === 'string').join('');
  if (!/^[\w.+-]*$/.test(spelt)) return null;
  const gaps = pattern.filter((part) => typeof part !== 'string');
  if (spelt !== '' || gaps.some(({ wild }) => wild === '?')) return fill(pattern, bareGaps, whole);
  return gaps.length === 0 ? null : String.raw`[^",:[\]{}]+`;
}
