/**
 * Which versions of which product a text of an inventory means: `Microsoft Windows 10 Enterprise LTSC 2019`, `FortiOS v7.0.12`.
 * The product's name must begin the text; of the words after it, each that some version of the product uses counts.
 * Nothing is guessed: a text that fits several versions means all of them, and one that fits none means nothing.
 */
import type { Cycle, Product } from './model.ts';

export interface Recognised {
  product: Product;
  /** One when the text is clear; several when it leaves out what would tell them apart. */
  cycles: Cycle[];
}

/** Longer texts are no name of an operating system. */
const maxText = 300;

/** @returns undefined for a text that begins with no product's name, or whose version the product never had */
export function createRecogniser(products: readonly Product[]): (text: string) => Recognised | undefined {
  const byFirstWord = new Map<string, { name: string[]; matcher: Matcher }[]>();
  for (const product of products) {
    const matcher = createMatcher(product);
    for (const written of product.names) {
      const name = wordsOf(written);
      const same = byFirstWord.get(name[0] ?? '') ?? [];
      byFirstWord.set(
        name[0] ?? '',
        [...same, { name, matcher }].sort((a, b) => b.name.length - a.name.length),
      );
    }
  }
  const known = new Map<string, Recognised | undefined>();

  const compute = (text: string): Recognised | undefined => {
    const words = wordsOf(text.slice(0, maxText));
    const named = byFirstWord
      .get(words[0] ?? '')
      ?.find(({ name }) => name.every((word, i) => word === words[i]));
    return named?.matcher(words.slice(named.name.length));
  };

  return (text) => {
    if (!known.has(text)) known.set(text, compute(text));
    return known.get(text);
  };
}

type Matcher = (words: readonly string[]) => Recognised | undefined;

function createMatcher(product: Product): Matcher {
  const rewrites = Object.entries(product.words)
    .map(([from, to]) => [wordsOf(from), wordsOf(to)] as const)
    .sort(([a], [b]) => b.length - a.length);
  const spellings = product.cycles.map((cycle) => ({ cycle, ways: waysToWrite(cycle) }));
  const vocabulary = [...new Set(spellings.flatMap(({ ways }) => ways.flat()))];

  const isKnown = (word: string): boolean => vocabulary.some((known) => says(word, known));

  return (given) => {
    const words = withServicePacks(rewrite(given, rewrites), vocabulary);
    // A service pack that no version has is one that the table lacks, and not the version without it.
    if (words.some((word) => /^sp\d+$/.test(word) && !isKnown(word))) return undefined;
    const full = spellings.flatMap(({ cycle, ways }) =>
      ways
        .filter((way) => way.every((word) => words.some((w) => says(w, word))))
        .map((way) => ({ cycle, way })),
    );
    if (full.length > 0) {
      const weigh = ({ way }: { way: string[] }) =>
        way.length * 1000 - Math.min(...way.map((word) => words.findIndex((w) => says(w, word))));
      const best = Math.max(...full.map(weigh));
      return {
        product,
        cycles: [...new Set(full.filter((one) => weigh(one) === best).map(({ cycle }) => cycle))],
      };
    }
    // No version is named in full: every one that says all that the text says is meant. A number that no version has says that
    // the table lacks this one.
    const telling = words.filter((word) => vocabulary.some((known) => mayMean(word, known)));
    const numbers = telling.filter(isNumbered);
    if (numbers.length === 0 && words.some(isNumbered)) return undefined;
    const fitting = (said: readonly string[]) =>
      spellings.flatMap(({ cycle, ways }) =>
        said.every((word) => ways.some((way) => way.some((known) => mayMean(word, known)))) ? [cycle] : [],
      );
    // `Windows 7 Enterprise 6.1.7601`: only later versions are told apart by edition, and what comes after the first number may
    // be counted in another way.
    const cycles =
      [telling, numbers, numbers.slice(0, 1)].map(fitting).find((found) => found.length > 0) ?? [];
    return cycles.length > 0 ? { product, cycles } : undefined;
  };
}

const isNumbered = (word: string): boolean => /\d/.test(word);

/** `12 sp5` is what a product calls 12.5 that has no `sp5`. */
function withServicePacks(words: readonly string[], vocabulary: readonly string[]): string[] {
  const out: string[] = [];
  for (const word of words) {
    const pack = vocabulary.includes(word) ? undefined : /^sp(\d+)$/.exec(word)?.[1];
    const joined = `${out.at(-1)}.${pack}`;
    if (pack !== undefined && vocabulary.includes(joined)) out.splice(-1, 1, joined);
    else out.push(word);
  }
  return out;
}

/** A version by its cycle, by its label, and by its build with whatever else sets the cycle apart. */
function waysToWrite({ cycle, label, build }: Cycle): string[][] {
  const own = wordsOf(cycle);
  const ways = [own];
  if (label !== undefined && isNumbered(label)) ways.push(wordsOf(label));
  if (build !== undefined) ways.push([...wordsOf(build), ...own.filter((word) => !isNumbered(word))]);
  return ways.filter((way) => way.length > 0);
}

/** `service pack 1` and `sp 1` are `sp1`; `10.0 (19045)` is how Active Directory writes 10.0.19045. */
function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/\((r|tm|c)\)|[®™©]/g, ' ')
      .replace(/\b(?:service pack|sp) (\d)/g, 'sp$1')
      // What exports run together: `WindowsServer2012R2`, `Windows11`.
      .replace(/\bwindows(?=server|\d)/g, 'windows ')
      .replace(/\bserver(?=\d)/g, 'server ')
      .replace(/\b(20\d\d)r2\b/g, '$1 r2')
      .replace(/\b(\d+\.\d+) \((\d{4,6})\)/g, '$1.$2')
      .split(/[^a-z0-9.+]+/)
      .map((word) => word.replace(/^\.+|\.+$/g, '').replace(/^v(?=\d)/, ''))
      .filter((word) => word !== '')
  );
}

function rewrite(words: readonly string[], rewrites: readonly (readonly [string[], string[]])[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < words.length; ) {
    const found = rewrites.find(([from]) => from.every((word, i) => words[at + i] === word));
    out.push(...(found ? found[1] : [words[at]!]));
    at += found ? found[0].length : 1;
  }
  return out;
}

const versionNumber = /^\d+(?:\.\d+)*$/;

/** True when the word of a text says what the word of a cycle says: the same word, or a later part of the same version. */
function says(word: string, known: string): boolean {
  if (word === known) return true;
  if (!versionNumber.test(known)) return false;
  // `17.09.04a` and `9.14.1p3` carry a letter, but `24h2` is no version 24.
  const number = /^(\d+(?:\.\d+)+)(?:[a-z][a-z0-9]*)?$/.exec(word)?.[1];
  if (number === undefined)
    return /^\d+$/.test(word) && /^\d+$/.test(known) && Number(word) === Number(known);
  const parts = number.split('.').map(Number);
  return known.split('.').every((part, i) => parts[i] === Number(part));
}

/** True also for the beginning of a version: `11` may mean 11.1. */
const mayMean = (word: string, known: string): boolean =>
  says(word, known) || (versionNumber.test(word) && known.startsWith(`${word}.`));
