/** How PostgreSQL's values come to JavaScript, the same from every engine. Pure. */

/** `2026-01-02 03:04:05.123+00` to `2026-01-02T03:04:05.123Z`: text keeps the microseconds that a Date would drop. */
export const isoTime = (text: string): string => text.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z');

/** A number while it is exact, else a BigInt. */
export const integer = (text: string): number | bigint => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};
