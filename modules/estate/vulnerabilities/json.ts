/** Looking into JSON that others wrote: every step may lead nowhere, and none throws. */

export type Json = unknown;

export const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const field = (value: Json, name: string): Json =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** The value at the end of a path of names. */
export const at = (value: Json, ...path: string[]): Json => path.reduce(field, value);

export const list = (value: Json): Json[] => (Array.isArray(value) ? value : []);

const longestText = 20_000;

/** Text, cut where it is longer than anybody reads; null for anything else. */
export const text = (value: Json): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, longestText) : null;

export const number = (value: Json): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
