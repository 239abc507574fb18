/**
 * Value modifiers (specification, "Value Modifiers" and the modifiers appendix): turns one `Field|mods: values`
 * into tests on a field. Anything the specification does not define is refused here, at load, because a rule
 * that silently means something else is worse than one that is listed as not loaded.
 */
import { type Network, parseNetwork } from './cidr.ts';
import { RuleError } from './condition.ts';
import {
  base64,
  base64Offsets,
  maxWindashForms,
  type Utf16,
  utf8Bytes,
  utf16Bytes,
  windashForms,
} from './encode.ts';
import {
  compilePattern,
  parseTokens,
  plainText,
  type TextPattern,
  type Token,
  type Tokens,
  withRuns,
} from './pattern.ts';
import { expandPlaceholders } from './placeholders.ts';
import { compileRegex, type Regex } from './regex.ts';
import { type TimePart, timeParts } from './time-part.ts';
import type { FieldSearch, Placeholders, Scalar } from './types.ts';

export type Operator = 'lt' | 'lte' | 'gt' | 'gte' | 'eq';
export type Side = 'exact' | 'prefix' | 'suffix' | 'contains';

/** One yes-or-no question about a field's value. */
export type Test =
  | { kind: 'text'; pattern: TextPattern }
  | { kind: 'regex'; regex: Regex }
  | { kind: 'network'; network: Network }
  | { kind: 'compare'; operator: Operator; number: number; part: TimePart | null }
  | { kind: 'null' }
  | { kind: 'exists'; wanted: boolean }
  | { kind: 'field'; other: string; side: Side; cased: boolean };

/** One value of the rule and the forms it may take (`windash` and `base64offset` give several). */
export interface Wanted {
  readonly text: string;
  readonly anyOf: readonly Test[];
}

/** A field and what it is compared with: any of the values, or every one, or the opposite. */
export interface Comparison {
  readonly field: string | null;
  /** The modifiers as people read them: `equals`, `contains`, `re|i`. */
  readonly name: string;
  readonly values: readonly Wanted[];
  readonly every: boolean;
  readonly negated: boolean;
}

/** Reading compiles patterns, so a rule set remembers what it has read. */
export type ReadComparison = (search: FieldSearch) => Comparison;

const sides: Record<string, Side> = { contains: 'contains', startswith: 'prefix', endswith: 'suffix' };
const encodings = ['utf16', 'utf16le', 'utf16be', 'wide', 'base64', 'base64offset'];
const operators = ['lt', 'lte', 'gt', 'gte'];
const regexFlags = ['i', 'm', 's'];
const known = new Set([
  ...Object.keys(sides),
  ...encodings,
  ...operators,
  ...regexFlags,
  ...timeParts,
  ...['all', 'exists', 'cased', 'neq', 're', 'windash', 'cidr', 'expand', 'fieldref'],
]);

interface Plan {
  side: Side | null;
  /** Expansion and encoding steps, in the order written. */
  steps: string[];
  regex: string | null;
  operator: Operator | null;
  part: TimePart | null;
  kind: 'text' | 'regex' | 'cidr' | 'compare' | 'exists' | 'fieldref';
  cased: boolean;
}

/**
 * @param placeholders values for `expand`; `null` while loading, when only the form is checked
 * @throws RuleError with the field and what is wrong
 */
export function readComparison(search: FieldSearch, placeholders: Placeholders | null): Comparison {
  const label = search.field ?? 'keywords';
  const broken = (why: string) => new RuleError(`${[label, ...search.modifiers].join('|')}: ${why}`);
  try {
    const every = search.modifiers.includes('all');
    if (every && search.values.length < 2) throw new RuleError('"all" needs at least two values');
    if (search.values.length > 1 && search.values.includes(null)) {
      throw new RuleError('null cannot stand in a list of values: give it a selection of its own');
    }
    const plan = planModifiers(search);
    const values = search.values.flatMap((value) => readValue(value, plan, search.field, placeholders));
    const shown = search.modifiers.filter((modifier) => modifier !== 'all' && modifier !== 'neq');
    const name =
      (shown.join('|') || (search.field === null ? 'keyword' : 'equals')) + (every ? ' (all)' : '');
    const negated = search.modifiers.includes('neq');
    return { field: search.field, name: negated ? `not ${name}` : name, values, every, negated };
  } catch (error) {
    if (error instanceof RuleError) throw broken(error.message);
    throw error;
  }
}

function planModifiers({ field, modifiers }: FieldSearch): Plan {
  const plan: Plan = {
    side: null,
    steps: [],
    regex: null,
    operator: null,
    part: null,
    kind: 'text',
    cased: false,
  };
  const seen = new Set<string>();
  const become = (kind: Plan['kind'], modifier: string) => {
    if (plan.kind !== 'text' && plan.kind !== kind) {
      throw new RuleError(`"${modifier}" cannot be combined with "${plan.kind}"`);
    }
    plan.kind = kind;
  };
  for (const modifier of modifiers) {
    if (!known.has(modifier)) throw new RuleError(`unknown modifier "${modifier}"`);
    if (seen.has(modifier)) throw new RuleError(`"${modifier}" is given twice`);
    seen.add(modifier);
    const side = sides[modifier];
    if (side !== undefined) {
      if (plan.side !== null)
        throw new RuleError(`only one of contains, startswith and endswith can be used`);
      plan.side = side;
    } else if (encodings.includes(modifier)) {
      if (plan.side !== null)
        throw new RuleError(`"${modifier}" must come before contains, startswith or endswith`);
      if (
        modifier !== 'base64' &&
        modifier !== 'base64offset' &&
        plan.steps.some((step) => step.startsWith('base64'))
      ) {
        throw new RuleError(`"${modifier}" must come before base64`);
      }
      plan.steps.push(modifier);
    } else if (modifier === 'windash' || modifier === 'expand') {
      if (plan.steps.some((step) => encodings.includes(step))) {
        throw new RuleError(`"${modifier}" must come before an encoding`);
      }
      plan.steps.push(modifier);
    } else if (modifier === 're') {
      become('regex', modifier);
      plan.regex = '';
    } else if (regexFlags.includes(modifier)) {
      if (plan.regex === null) throw new RuleError(`"${modifier}" must follow "re"`);
      plan.regex += modifier;
    } else if (operators.includes(modifier)) {
      if (plan.operator !== null) throw new RuleError('only one of lt, lte, gt and gte can be used');
      become('compare', modifier);
      plan.operator = modifier as Operator;
    } else if ((timeParts as readonly string[]).includes(modifier)) {
      if (plan.part !== null) throw new RuleError('only one part of a date can be used');
      become('compare', modifier);
      plan.part = modifier as TimePart;
    } else if (modifier === 'cidr' || modifier === 'exists' || modifier === 'fieldref')
      become(modifier, modifier);
    else if (modifier === 'cased') plan.cased = true;
  }
  refuseNonsense(plan, seen, field);
  return plan;
}

function refuseNonsense(plan: Plan, seen: ReadonlySet<string>, field: string | null): void {
  const together = (a: string, b: string) => new RuleError(`"${a}" cannot be combined with "${b}"`);
  if (plan.side !== null && plan.kind !== 'text' && plan.kind !== 'fieldref')
    throw together('contains, startswith and endswith', plan.kind);
  if (plan.cased && plan.kind !== 'text' && plan.kind !== 'fieldref') throw together('cased', plan.kind);
  const step = plan.steps.find((one) => one !== 'expand');
  if (step !== undefined && plan.kind !== 'text') throw together(step, plan.kind);
  if (plan.kind === 'exists' && (seen.has('all') || seen.has('neq') || seen.has('expand'))) {
    throw new RuleError('"exists" stands alone: write exists: false for its opposite');
  }
  if (field === null) {
    if (plan.kind !== 'text' && plan.kind !== 'regex') throw new RuleError(`"${plan.kind}" needs a field`);
    if (plan.side === 'prefix' || plan.side === 'suffix')
      throw new RuleError('a keyword has no start or end');
    if (seen.has('neq')) throw new RuleError('"neq" needs a field: negate the selection in the condition');
  }
}

function readValue(
  value: Scalar,
  plan: Plan,
  field: string | null,
  placeholders: Placeholders | null,
): Wanted[] {
  const one = (test: Test): Wanted[] => [{ text: String(value), anyOf: [test] }];
  if (plan.kind === 'exists') {
    if (typeof value !== 'boolean') throw new RuleError('"exists" takes true or false');
    return one({ kind: 'exists', wanted: value });
  }
  if (value === null) {
    if (plan.kind !== 'text' || plan.side !== null || plan.steps.length > 0 || field === null) {
      throw new RuleError('null can only be compared as it is');
    }
    return one({ kind: 'null' });
  }
  if (plan.kind === 'compare') {
    const number = typeof value === 'string' && /^0x[0-9a-f]+$/i.test(value) ? Number(value) : value;
    if (typeof number !== 'number') throw new RuleError(`"${value}" is not a number`);
    return one({ kind: 'compare', operator: plan.operator ?? 'eq', number, part: plan.part });
  }
  const texts = plan.steps.includes('expand')
    ? expandPlaceholders(String(value), placeholders)
    : [String(value)];
  return texts.map((text) => ({ text, anyOf: readText(text, plan, field, value, placeholders === null) }));
}

function readText(text: string, plan: Plan, field: string | null, value: Scalar, check: boolean): Test[] {
  switch (plan.kind) {
    case 'regex':
      if (typeof value === 'boolean') throw new RuleError('"re" takes a text');
      return [{ kind: 'regex', regex: compileRegex(text, plan.regex ?? '', check) }];
    case 'cidr': {
      const network = parseNetwork(text);
      if (typeof network === 'string') throw new RuleError(network);
      return [{ kind: 'network', network }];
    }
    case 'fieldref':
      if (typeof value !== 'string' || text === '')
        throw new RuleError('"fieldref" takes the name of a field');
      return [{ kind: 'field', other: text, side: plan.side ?? 'exact', cased: plan.cased }];
    default: {
      const side = field === null ? 'contains' : (plan.side ?? 'exact');
      const before = side === 'contains' || side === 'suffix';
      const after = side === 'contains' || side === 'prefix';
      return transform(parseTokens(text), plan.steps).map((tokens) => ({
        kind: 'text',
        pattern: compilePattern(withRuns(tokens, before, after), plan.cased),
      }));
    }
  }
}

/** Applies the encoding steps in the order written; bytes are kept one per character until the end. */
function transform(tokens: Tokens, steps: readonly string[]): Tokens[] {
  let forms: Tokens[] = [tokens];
  let asBytes = false;
  for (const step of steps) {
    if (step === 'expand') continue;
    if (step === 'windash') {
      forms = forms.flatMap(withDashes);
      continue;
    }
    const plain = forms.map(plainText);
    if (plain.some((text) => text === undefined)) throw new RuleError(`"${step}" cannot encode wildcards`);
    const texts = plain as string[];
    if (step.startsWith('base64')) {
      const bytes = asBytes ? texts : texts.map(utf8Bytes);
      const encoded = step === 'base64' ? bytes.map(base64) : bytes.flatMap(base64Offsets);
      if (encoded.includes('')) throw new RuleError(`"${step}" of so short a text says nothing`);
      forms = encoded.map((text) => [text]);
      asBytes = true;
    } else {
      const encoding = (step === 'wide' ? 'utf16le' : step) as Utf16;
      forms = texts.map((text) => [utf16Bytes(text, encoding)]);
      asBytes = true;
    }
  }
  return forms;
}

/** `windash` on a pattern: a wildcard counts as no letter, so each literal stands alone. */
function withDashes(tokens: Tokens): Tokens[] {
  let forms: Token[][] = [[]];
  for (const token of tokens) {
    const spellings: readonly Token[] | undefined = typeof token === 'string' ? windashForms(token) : [token];
    if (spellings === undefined || forms.length * spellings.length > maxWindashForms) {
      throw new RuleError('"windash" has too many flags in one value: split it');
    }
    forms = forms.flatMap((form) => spellings.map((spelling) => [...form, spelling]));
  }
  return forms;
}
