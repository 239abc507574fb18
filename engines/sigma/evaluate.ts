/** What each test means, value by value. The automata of a route decide most tests faster, never differently. */
import { addressBytes, contains as inNetwork } from './cidr.ts';
import type { Comparison, Operator, Side, Test } from './modifiers.ts';
import { fold, matchesPattern } from './pattern.ts';
import { timePart } from './time-part.ts';
import type { FieldValue, SigmaEvent } from './types.ts';

/** The text that a value is compared as; null has none. `42` and `"42"` are the same. */
export function textOf(value: FieldValue): string | undefined {
  if (typeof value === 'string') return value;
  return value === null || typeof value === 'object' ? undefined : String(value);
}

/** Calls `visit` for each value, inside lists too, until it answers true. */
export function someValue(
  value: FieldValue | undefined,
  visit: (one: FieldValue) => boolean,
  depth = 0,
): boolean {
  if (value === undefined) return false;
  if (typeof value !== 'object' || value === null) return visit(value);
  return depth < 16 && value.some((one) => someValue(one, visit, depth + 1));
}

/** Every value of the event as one text, in field order, one value a line: what keywords search. */
export function wholeText(event: SigmaEvent): string {
  const texts: string[] = [];
  for (const name of event.fieldNames()) {
    const value = event.field(name);
    if (typeof value === 'string') texts.push(value);
    else
      someValue(value, (one) => {
        const text = textOf(one);
        if (text !== undefined) texts.push(text);
        return false;
      });
  }
  return texts.join('\n');
}

/** Null, absent, or a list with nothing in it but nulls. */
function isNull(value: FieldValue | undefined): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && (value.length === 0 || value.some((one) => isNull(one)));
}

/** Whether a test holds for the value that its field has in the event. */
export function testHolds(
  test: Test,
  value: FieldValue | undefined,
  event: SigmaEvent,
  nameOf: (field: string) => string,
): boolean {
  switch (test.kind) {
    case 'exists':
      return (value !== undefined) === test.wanted;
    case 'null':
      return isNull(value);
    case 'field': {
      const other = event.field(nameOf(test.other));
      return someValue(value, (one) => {
        const text = textOf(one);
        return (
          text !== undefined && someValue(other, (two) => sameText(text, textOf(two), test.side, test.cased))
        );
      });
    }
    default:
      return someValue(value, (one) => valueHolds(test, one));
  }
}

function valueHolds(test: Test, value: FieldValue): boolean {
  if (test.kind === 'compare') {
    const number = test.part === null ? numberOf(value) : timePart(value, test.part);
    return number !== undefined && compares(number, test.operator, test.number);
  }
  const text = textOf(value);
  if (text === undefined) return false;
  if (test.kind === 'text') return matchesPattern(test.pattern, test.pattern.cased ? text : fold(text));
  if (test.kind === 'regex') return test.regex.test(text);
  if (test.kind === 'network') {
    const address = addressBytes(text);
    return address !== undefined && inNetwork(test.network, address);
  }
  return false;
}

function sameText(text: string, other: string | undefined, side: Side, cased: boolean): boolean {
  if (other === undefined) return false;
  const a = cased ? text : fold(text);
  const b = cased ? other : fold(other);
  if (side === 'exact') return a === b;
  if (side === 'prefix') return a.startsWith(b);
  return side === 'suffix' ? a.endsWith(b) : a.includes(b);
}

function numberOf(value: FieldValue): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

function compares(number: number | bigint, operator: Operator, wanted: number): boolean {
  if (operator === 'lt') return number < wanted;
  if (operator === 'lte') return number <= wanted;
  if (operator === 'gt') return number > wanted;
  if (operator === 'gte') return number >= wanted;
  return Number(number) === wanted;
}

/** Whether a whole comparison holds: all or any of its values, turned round by `neq`. */
export function comparisonHolds(
  comparison: Comparison,
  event: SigmaEvent,
  nameOf: (field: string) => string,
): boolean {
  const value = comparison.field === null ? wholeText(event) : event.field(nameOf(comparison.field));
  const holds = (wanted: Comparison['values'][number]) =>
    wanted.anyOf.some((test) => testHolds(test, value, event, nameOf));
  return (
    (comparison.every ? comparison.values.every(holds) : comparison.values.some(holds)) !== comparison.negated
  );
}
