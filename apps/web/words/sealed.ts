/** Names and numbers of patients as pages show them: sealed, short enough to read and alike where they are the same; or opened. Pure. */

const sealed = /sealed\.v1\.[0-9a-f]{16}\.[A-Za-z0-9_-]+~/g;

/** Each once, in the order in which they stand. */
export const sealedIn = (text: string): string[] => [...new Set(text.match(sealed))];

/** By what is sealed; null where nobody can open it any more. */
export type Opened = ReadonlyMap<string, string | null>;

/** JSON text for people to read. */
export const readable = (json: string, opened: Opened = new Map()): string =>
  json.replace(sealed, (one) => {
    const plain = opened.get(one);
    // Its last characters are a code over all of it: the same for the same patient, and no others.
    return typeof plain === 'string' ? JSON.stringify(plain).slice(1, -1) : `[sealed ${one.slice(-7, -1)}]`;
  });

/** "2 names or numbers of patients are sealed". */
export const sealedWord = (count: number): string =>
  count === 1
    ? 'A name or number of a patient is sealed.'
    : `${count} names or numbers of patients are sealed.`;
