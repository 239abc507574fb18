/** Anything at all, asked as if it were an object of JSON: hostile shapes are empty, never an error. */

/** Fields whatever their case: `DeviceId` in a file is `deviceId` in an answer. */
export interface JsonObject {
  /** The first of these that is there, as text; numbers and truths too. */
  text(...names: readonly string[]): string | undefined;
  list(...names: readonly string[]): readonly unknown[];
  object(...names: readonly string[]): JsonObject;
  has(name: string): boolean;
}

export function objectOf(value: unknown): JsonObject {
  const fields = new Map<string, unknown>();
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    for (const [name, one] of Object.entries(value)) fields.set(name.toLowerCase(), one);
  const first = (names: readonly string[]): unknown => {
    for (const name of names) {
      const one = fields.get(name.toLowerCase());
      if (one !== undefined && one !== null && one !== '') return one;
    }
    return undefined;
  };
  return {
    text(...names) {
      const one = first(names);
      if (typeof one === 'string') return one.trim() === '' ? undefined : one.trim();
      return typeof one === 'number' || typeof one === 'boolean' ? String(one) : undefined;
    },
    list(...names) {
      const one = first(names);
      return Array.isArray(one) ? one : [];
    },
    object: (...names) => objectOf(first(names)),
    has: (name) => fields.has(name.toLowerCase()),
  };
}
