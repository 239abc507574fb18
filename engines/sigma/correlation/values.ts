/** Values of hits as correlations compare them: as Sigma does, by what they say and without case. */
import { someValue, textOf } from '../evaluate.ts';
import { fold } from '../pattern.ts';
import type { FieldValue } from '../types.ts';

/** Longer texts are told apart by their beginning only: groups are kept in memory, and a log may hold anything. */
const longestText = 1024;
const mostElements = 64;

/** The text of a field; null when the hit does not have it. A list is one value: its elements, side by side. */
export function hitText(value: FieldValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return cut(textOf(value)!);
  const texts: string[] = [];
  someValue(value, (one) => {
    const text = textOf(one);
    if (text !== undefined) texts.push(cut(text));
    return texts.length >= mostElements;
  });
  return texts.length === 0 ? null : cut(texts.join(', '));
}

const cut = (text: string): string => (text.length > longestText ? text.slice(0, longestText) : text);

/** One key for some of a hit's values; undefined when one of them is missing. */
export function keyOf(values: readonly (string | null)[], places: readonly number[]): string | undefined {
  if (places.length === 1) {
    const only = values[places[0]!];
    return only === null || only === undefined ? undefined : fold(only);
  }
  let key = '';
  for (const place of places) {
    const value = values[place];
    if (value === null || value === undefined) return undefined;
    // With its length, so that no two lists of values run together.
    key += `${value.length}:${fold(value)}`;
  }
  return key;
}

/** Beyond this a sum would no longer be exact, and a few such numbers would end every measurement. */
const largest = Number.MAX_SAFE_INTEGER;

/** A number as a log writes it; NaN for anything else. */
export function amountOf(text: string): number {
  if (text.trim() === '') return Number.NaN;
  const number = Number(text);
  return Math.abs(number) <= largest ? number : Number.NaN;
}
