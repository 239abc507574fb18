/** All that is known about how long products are supported, from several sources made one, ready to be asked about any text of an inventory. */
import { type Cycle, type Product, type Support, type SupportState, supportStates } from './model.ts';
import { createRecogniser } from './recognise.ts';

/** What an inventory says of one device; support follows from the worst that is known of any of it. */
export interface Stated {
  os: string;
  /** The day that whoever describes the hospital gives; null = nobody knows. */
  support_ends: string | null;
  /** Maker and model, where the inventory says so: a device inherits what is known of its model. */
  model?: string;
  /** What suppliers said of the model, as the register of models has it. */
  said_of_model?: readonly { support_ends: string; source: string; as_of: string }[];
  /** Extended support that this hospital has, by the last day of it. */
  extended_until?: string;
}

export interface SupportTable {
  /** @param day ISO date on which it is asked */
  supportOf(stated: Stated, day: string): Support;
  /** What one text means, such as a program with its version. */
  supportOfText(text: string, day: string, extendedUntil?: string): Support;
  /** The product that a text means, and which of its versions; undefined for what no table knows. */
  versionsOf(text: string): { product: string; cycles: readonly string[] } | undefined;
  /** Of a program that an asset stands or falls with; undefined for any other, and for one that no table knows. */
  supportOfPlatform(text: string, day: string): Support | undefined;
  /** How old the newest source is; a table that is older than 90 days may have missed that support was ended, or prolonged. */
  freshness(day: string): { as_of: string; days: number; stale: boolean };
  products: readonly Product[];
}

const staleAfterDays = 90;

/** @param sources for a version that several speak of, the one of the later day counts; of the same day, the one given later */
export function createSupportTable(sources: readonly Product[]): SupportTable {
  const products = mergeProducts(sources);
  const recognise = createRecogniser(products);

  const compute = (text: string, day: string, extendedUntil?: string): Support => {
    if (text.trim() === '') return unknown('Nobody has said what runs on it.', null, null);
    const found = recognise(text);
    if (found === undefined)
      return unknown(`No table at hand says how long "${text}" is supported.`, null, null);
    const { product, cycles } = found;
    const all = cycles.map((cycle) => supportOfCycle(text, product, cycle, day, extendedUntil));
    const [first] = all;
    if (all.length === 1) return dated(first!, day);
    if (all.some(({ state }) => state !== first!.state)) {
      const names = cycles.map(({ cycle }) => cycle).slice(0, 6);
      const why = `"${text}" fits ${cycles.length} versions of ${product.title}, some past their support and some not (${names.join(', ')}${cycles.length > names.length ? ', …' : ''}).`;
      return unknown(why, first!.source, product.as_of);
    }
    const endOf = ({ ends }: Support) => ends ?? '9999-12-31';
    const sooner = [...all].sort((a, b) => endOf(a).localeCompare(endOf(b)));
    // Of those over, the last to end is the most that can be said; of those that go on, the first that will.
    const told = first!.state === 'supported' ? sooner[0]! : sooner.at(-1)!;
    const why = `${told.why} The text fits ${cycles.length} versions; all are ${told.state}.`;
    return dated({ ...told, why }, day);
  };

  // A hospital writes the same few hundred texts on all of its assets, and asks about one day at a time.
  let kept = { day: '', answers: new Map<string, Support>() };
  const supportOfText = (text: string, day: string, extendedUntil?: string): Support => {
    if (kept.day !== day) kept = { day, answers: new Map() };
    const key = `${extendedUntil ?? ''}\n${text}`;
    const before = kept.answers.get(key);
    if (before !== undefined) return before;
    const answer = compute(text, day, extendedUntil);
    kept.answers.set(key, answer);
    return answer;
  };

  return {
    products,
    supportOfText,
    versionsOf(text) {
      const found = recognise(text);
      return found && { product: found.product.product, cycles: found.cycles.map(({ cycle }) => cycle) };
    },
    supportOfPlatform: (text, day) =>
      recognise(text)?.product.platform ? supportOfText(text, day) : undefined,
    supportOf({ os, support_ends, model, said_of_model = [], extended_until }, day) {
      const parts = [supportOfText(os, day, extended_until)];
      if (model) parts.push(supportOfText(model, day, extended_until));
      if (support_ends !== null)
        parts.push(fromDate(support_ends, "the hospital's own list", null, day, extended_until));
      for (const said of said_of_model)
        parts.push(fromDate(said.support_ends, said.source, said.as_of, day, extended_until));
      const known = parts.filter(({ state }) => state !== 'unknown');
      const unclear = parts.filter(({ state, source }) => state === 'unknown' && source !== null);
      // A text that fits several versions is contradicted by nobody who merely leaves it out, but settled by whoever says the day.
      const counted = known.length > 0 ? known : unclear.length > 0 ? unclear : parts;
      const worst = counted.reduce((a, b) => (worse(b, a) ? b : a));
      const other = known.find((part) => part.ends !== worst.ends && part.state !== worst.state);
      return other === undefined
        ? worst
        : {
            ...worst,
            why: `${worst.why} Another source says otherwise (${other.why.replace(/\.$/, '')}); the worse counts.`,
          };
    },
    freshness(day) {
      const as_of =
        products
          .map((product) => product.as_of)
          .sort()
          .at(-1) ?? '1970-01-01';
      const days = daysBetween(as_of, day);
      return { as_of, days, stale: days > staleAfterDays };
    },
  };
}

function supportOfCycle(
  text: string,
  product: Product,
  cycle: Cycle,
  day: string,
  extendedUntil?: string,
): Support {
  const extended = cycle.extended ?? null;
  const base = { extended, source: cycle.source ?? product.source, as_of: product.as_of };
  if (cycle.ends === false)
    return { ...base, state: 'supported', ends: null, why: `${text} is supported; no end is announced.` };
  const ends = cycle.ends === true ? null : cycle.ends;
  if (ends !== null && day <= ends)
    return { ...base, state: 'supported', ends, why: `${text} is supported until ${ends}.` };
  const over = ends === null ? `${text} is no longer supported.` : `${text} was supported until ${ends}.`;
  if (extended === null || day > extended) return { ...base, state: 'ended', ends, why: over };
  const offer = `${over} Beyond that there is ${product.extended_name} until ${extended}`;
  return extendedUntil !== undefined && day <= extendedUntil
    ? { ...base, state: 'extended', ends, why: `${offer}; this hospital has it until ${extendedUntil}.` }
    : { ...base, state: 'ended', ends, why: `${offer}, but no register says that this one has it.` };
}

function fromDate(
  ends: string,
  source: string,
  as_of: string | null,
  day: string,
  extendedUntil?: string,
): Support {
  const base = { ends, extended: null, source, as_of };
  if (day <= ends) return { ...base, state: 'supported', why: `Supported until ${ends}, says ${source}.` };
  const over = `Supported until ${ends}, says ${source}.`;
  return extendedUntil !== undefined && day <= extendedUntil
    ? { ...base, state: 'extended', why: `${over} It has extended support until ${extendedUntil}.` }
    : { ...base, state: 'ended', why: over };
}

/** What ended stays ended, but a maker may have changed its mind about what goes on. */
function dated(support: Support, day: string): Support {
  const { state, as_of, why } = support;
  if (state !== 'supported' || as_of === null || daysBetween(as_of, day) <= staleAfterDays) return support;
  return { ...support, why: `${why} That was said on ${as_of} and may have changed.` };
}

const unknown = (why: string, source: string | null, as_of: string | null): Support => ({
  state: 'unknown',
  ends: null,
  extended: null,
  why,
  source,
  as_of,
});

const rank = (state: SupportState): number => supportStates.indexOf(state);

function worse(a: Support, b: Support): boolean {
  if (a.state !== b.state) return rank(a.state) > rank(b.state);
  // The earlier end is the worse; a table's word is worth more than a date without a reason.
  return (a.ends ?? '9999') < (b.ends ?? '9999');
}

function mergeProducts(sources: readonly Product[]): Product[] {
  const merged = new Map<string, Product>();
  for (const source of sources) {
    const before = merged.get(source.product);
    if (before === undefined) {
      merged.set(source.product, source);
      continue;
    }
    const [older, newer] = source.as_of >= before.as_of ? [before, source] : [source, before];
    const known = new Set(newer.cycles.map(({ cycle }) => cycle));
    const kept = older.cycles
      .filter(({ cycle }) => !known.has(cycle))
      .map((cycle) => ({ ...cycle, source: cycle.source ?? older.source }));
    merged.set(source.product, {
      ...newer,
      names: [...new Set([...older.names, ...newer.names])],
      words: { ...older.words, ...newer.words },
      extended_name: newer.extended_name,
      cycles: [...newer.cycles, ...kept],
    });
  }
  return [...merged.values()];
}

const daysBetween = (from: string, to: string): number =>
  Math.floor((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
