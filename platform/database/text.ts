/**
 * What PostgreSQL cannot hold and a hostile record may: U+0000, and half of a surrogate pair. Both become
 * the replacement character, since refusing the row would stop everything that comes after it. Pure.
 */

const replacement = '\ufffd';

/** Text that is valid as UTF-8, without U+0000. With `u`, the two halves of a pair are one character and no surrogate. */
export const plainText = (text: string): string => text.replace(/[\0\p{Surrogate}]/gu, replacement);

/** A value as JSON that jsonb takes. */
export const jsonText = (value: unknown): string =>
  // `JSON.stringify` escapes both; escapes are taken one by one, so that an escaped backslash before `u0000` stays what it is.
  JSON.stringify(value).replace(/\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g, (escaped) =>
    escaped.length > 2 ? replacement : escaped,
  );

/** A value as it comes back from where `jsonText` was kept: the same one, unless something of it cannot be kept. */
export const asKept = <Value>(value: Value): Value =>
  /\\u(?:0000|d[89a-f])/.test(JSON.stringify(value)) ? (JSON.parse(jsonText(value)) as Value) : value;
