/**
 * A second, independent reading of the specification: one rule, one event, no sharing, no automata, nothing
 * clever. It takes the rule as it was written (YAML already turned into plain objects) and answers yes or no.
 * The engine is compared with it; where the two differ, one of them is wrong.
 */
import type { FieldValue } from '../index.ts';

export type Record_ = { readonly [field: string]: FieldValue };
type Written = string | number | boolean | null;
type Selection = Written[] | Selection[] | { [field: string]: Written | Written[] } | Written;

export interface NaiveRule {
  selections: { [name: string]: Selection };
  condition: string;
}

export function naiveMatches(rule: NaiveRule, event: Record_): boolean {
  const names = Object.keys(rule.selections);
  const value = (name: string) => selection(rule.selections[name]!, event);
  // The condition becomes a JavaScript expression over the selections' answers.
  const expression = rule.condition
    .replace(/\b(1|any|all) of (\S+?)(?=[\s)]|$)/gi, (_, quantity: string, pattern: string) => {
      const like = pattern === 'them' ? '*' : pattern;
      const regex = new RegExp(`^${like.replace(/[.-]/g, '\\$&').replaceAll('*', '.*')}$`);
      const chosen = names.filter(
        (name) => regex.test(name) && (like.startsWith('_') || !name.startsWith('_')),
      );
      return `(${chosen.map((name) => `v(${JSON.stringify(name)})`).join(quantity === 'all' ? ' && ' : ' || ')})`;
    })
    .split(/(v\("[^"]*"\)|[()]|&&|\|\||\s+)/)
    .map((part) => {
      if (part === 'and') return '&&';
      if (part === 'or') return '||';
      if (part === 'not') return '!';
      return names.includes(part) ? `v(${JSON.stringify(part)})` : part;
    })
    .join(' ');
  // `!` binds tighter than `&&` and that tighter than `||`, exactly as in Sigma.
  return Boolean(new Function('v', `return ${expression};`)(value));
}

function selection(search: Selection, event: Record_): boolean {
  if (Array.isArray(search)) {
    return search.some((one) =>
      typeof one === 'object' && one !== null ? selection(one, event) : keyword(one, event),
    );
  }
  if (typeof search !== 'object' || search === null) return keyword(search, event);
  return Object.entries(search).every(([key, wanted]) => {
    const [field = '', ...modifiers] = key.split('|');
    return comparison(field, modifiers, Array.isArray(wanted) ? wanted : [wanted], event);
  });
}

function comparison(field: string, modifiers: string[], wanted: Written[], event: Record_): boolean {
  const one = (value: Written) => {
    if (field === '')
      return modifiers.includes('re')
        ? regex(value, modifiers, whole(event))
        : keyword(value, event, modifiers);
    return holds(field, modifiers, value, event);
  };
  const result = modifiers.includes('all') ? wanted.every(one) : wanted.some(one);
  return modifiers.includes('neq') ? !result : result;
}

const whole = (event: Record_) =>
  Object.values(event)
    .flatMap(elements)
    .filter((value) => value !== null)
    .map(String)
    .join('\n');

function keyword(value: Written, event: Record_, modifiers: string[] = []): boolean {
  return like(`*${escapeless(value)}*`, whole(event), modifiers.includes('cased'));
}

/** Keeps the rule's own escapes and wildcards when stars are put around a value. */
const escapeless = (value: Written) => String(value).replace(/(^|[^\\])((?:\\\\)*)\\$/, '$1$2\\\\');

function elements(value: FieldValue | undefined): Exclude<FieldValue, readonly FieldValue[]>[] {
  if (value === undefined) return [];
  return typeof value === 'object' && value !== null ? value.flatMap(elements) : [value];
}

function holds(field: string, modifiers: string[], value: Written, event: Record_): boolean {
  const has = (modifier: string) => modifiers.includes(modifier);
  const actual = event[field];
  if (has('exists')) return (actual !== undefined) === value;
  if (value === null) {
    return (
      actual === undefined ||
      (Array.isArray(actual) && actual.length === 0) ||
      elements(actual).includes(null)
    );
  }
  const texts = elements(actual)
    .filter((one) => one !== null)
    .map(String);
  const shaped = (text: string) => {
    if (has('contains')) return `*${escapeless(text)}*`;
    if (has('startswith')) return `${escapeless(text)}*`;
    return has('endswith') ? `*${text}` : text;
  };
  if (has('re')) return texts.some((text) => regex(value, modifiers, text));
  if (has('fieldref')) {
    const others = elements(event[String(value)]).filter((one) => one !== null);
    return texts.some((text) =>
      others.some((other) => {
        const [a, b] = has('cased')
          ? [text, String(other)]
          : [text.toLowerCase(), String(other).toLowerCase()];
        if (has('contains')) return a.includes(b);
        if (has('startswith')) return a.startsWith(b);
        return has('endswith') ? a.endsWith(b) : a === b;
      }),
    );
  }
  for (const [name, compare] of Object.entries({
    lt: (a: number, b: number) => a < b,
    lte: (a: number, b: number) => a <= b,
    gt: (a: number, b: number) => a > b,
    gte: (a: number, b: number) => a >= b,
  })) {
    if (has(name)) return texts.some((text) => text.trim() !== '' && compare(Number(text), Number(value)));
  }
  const spellings = has('windash') ? dashed(String(value)) : [String(value)];
  return spellings.some((spelling) => texts.some((text) => like(shaped(spelling), text, has('cased'))));
}

function dashed(text: string): string[] {
  const place = text.search(/(?<![A-Za-z0-9_])[-/–—―](?=[A-Za-z0-9_])/);
  if (place < 0) return [text];
  return ['-', '/', '–', '—', '―'].flatMap((dash) =>
    dashed(text.slice(place + 1)).map((rest) => text.slice(0, place) + dash + rest),
  );
}

function regex(value: Written, modifiers: string[], text: string): boolean {
  const [, inline = '', source = ''] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(String(value))!;
  const flags = ['i', 'm', 's'].filter((flag) => modifiers.includes(flag) || inline.includes(flag)).join('');
  return new RegExp(source, flags).test(text);
}

/** Sigma's wildcards as a regular expression, read character by character. */
function like(pattern: string, text: string, cased: boolean): boolean {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    const next = pattern[i + 1];
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      source += `\\${next}`;
      i++;
    } else if (char === '*') source += '[^]*';
    else if (char === '?') source += '[^]';
    else source += char.replace(/[\\^$.+()[\]{}|/]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, cased ? '' : 'i').test(text);
}
