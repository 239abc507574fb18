/**
 * What a search of one field found, kept by text. Logs repeat themselves: nineteen in twenty call traces and file
 * paths of a busy host were there a moment ago, and looking a text up is several times faster than taking it
 * through an automaton. What a text holds depends on nothing but the text, so an answer never ages.
 *
 * Bounded: all is forgotten when the table is full, and a field whose texts turn out not to repeat gives it up.
 */
export interface Memo {
  /** What the text held when it was last searched; undefined when that is not known. */
  find(text: string): Held | undefined;
  keep(text: string, held: Held): void;
  /** Whether to go on asking. */
  pays(): boolean;
}

/** Predicates that a text signals, and the rules that these wake, each once. */
export interface Held {
  readonly predicates: Int32Array;
  readonly rules: Int32Array;
}

/** Half a megabyte of Latin text at the very most. */
const most = 512;
/** Shorter texts are searched as fast as they are looked up; longer ones would take too much room. */
const shortest = 12;
const longest = 1024;
/** After each so many look-ups, at least two in five must have been answered. */
const trial = 1000;
const worthwhile = 400;

export const isMemorable = (text: string): boolean => text.length >= shortest && text.length <= longest;

export function createMemo(): Memo {
  const known = new Map<string, Held>();
  let lookups = 0;
  let answered = 0;
  let paying = true;
  return {
    find(text) {
      if (lookups === trial) {
        paying = answered >= worthwhile;
        lookups = 0;
        answered = 0;
      }
      lookups++;
      const found = known.get(text);
      if (found !== undefined) answered++;
      return found;
    },
    keep(text, held) {
      if (known.size >= most) known.clear();
      known.set(text, held);
    },
    pays: () => paying,
  };
}
