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

/** A megabyte of Latin text, and half of it of short ones, at the very most. */
const most = 512;
const mostCharacters = 1 << 20;
/** Shorter texts are searched as fast as they are looked up; longer ones would take too much room. */
const shortest = 12;
const longest = 1024;
/** A line stands for a part of many texts, so that more room is well spent on it. */
const longestLine = 16_000;
/** After each so many look-ups, at least two in five must have been answered. */
const trial = 1000;
const worthwhile = 400;

export const isLong = (text: string): boolean => text.length > longest;
/** A copy that does not hold on to the longer text it was cut from. */
export const flat = (text: string): string => text.split('').join('');

export const isMemorable = (text: string): boolean => text.length >= shortest && text.length <= longest;
export const isMemorableLine = (line: string): boolean =>
  line.length >= shortest && line.length <= longestLine;

export function createMemo(): Memo {
  const known = new Map<string, Held>();
  let lookups = 0;
  let answered = 0;
  let characters = 0;
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
      characters += text.length;
      if (known.size >= most || characters > mostCharacters) {
        known.clear();
        characters = text.length;
      }
      known.set(text, held);
    },
    pays: () => paying,
  };
}
