import { clip } from '../draft.ts';
import {
  fieldAt,
  isList,
  isObject,
  type Json,
  type JsonObject,
  objectsAt,
  readJson,
  show,
  textAt,
} from '../json.ts';
import { type MapEntry, type Ruleset, type Statement, type Table, type Value, verdicts } from './model.ts';

/** What `nft -j list ruleset` prints. */
export function readJsonRuleset(text: string): Ruleset {
  const ruleset: Ruleset = { chains: [], sets: [], rules: [] };
  for (const item of objectsAt(readJson(text), 'nftables')) {
    const chain = item.fields.get('chain');
    const set = item.fields.get('set');
    const rule = item.fields.get('rule');
    if (isObject(chain)) {
      const hook = textAt(chain, 'hook');
      ruleset.chains.push({
        ...tableOf(chain),
        chain: textAt(chain, 'name') ?? '',
        ...(hook !== undefined && {
          hook,
          type: textAt(chain, 'type') ?? '',
          policy: textAt(chain, 'policy') ?? 'accept',
        }),
        source: { line: chain.line, text: clip(show(chain)) },
      });
    } else if (isObject(set)) {
      ruleset.sets.push({
        ...tableOf(set),
        set: textAt(set, 'name') ?? '',
        elements: valuesOf(set.fields.get('elem')) ?? [{ word: '(elements that are not understood)' }],
      });
    } else if (isObject(rule)) {
      ruleset.rules.push({
        ...tableOf(rule),
        chain: textAt(rule, 'chain') ?? '',
        source: {
          line: rule.line,
          text: clip(textAt(rule, 'comment') ?? show(rule.fields.get('expr') ?? null)),
        },
        statements: objectsAt(rule, 'expr').map(statementOf),
      });
    }
  }
  return ruleset;
}

const tableOf = (object: JsonObject): Table => ({
  family: textAt(object, 'family') ?? '',
  name: textAt(object, 'table') ?? '',
});

const harmless = new Set('counter log comment notrack mangle'.split(' '));

function statementOf(expression: JsonObject): Statement {
  const [[name, value] = ['', null]] = expression.fields;
  if (verdicts.has(name)) return { kind: 'verdict', ...verdictOf(name, value) };
  if (name === 'match') return matchOf(value) ?? { kind: 'unknown', text: clip(show(value)) };
  if (name === 'vmap') return mapOf(value) ?? { kind: 'unknown', text: clip(show(value)) };
  if (name === 'limit') return { kind: 'sometimes' };
  if (/^(masquerade|snat|dnat|redirect|tproxy)$/.test(name)) return { kind: 'translate' };
  // It changes nothing about whether a packet passes.
  if (harmless.has(name)) return { kind: 'verdict', verdict: 'continue' };
  return { kind: 'unknown', text: name };
}

function verdictOf(name: string, value: Json): { verdict: string; target?: string } {
  const target = textAt(value, 'target');
  return { verdict: name, ...(target !== undefined && { target }) };
}

function matchOf(match: Json): Statement | undefined {
  const left = leftOf(fieldAt(match, 'left'));
  const right = valuesOf(fieldAt(match, 'right'));
  const op = textAt(match, 'op') ?? '==';
  if (left === undefined || right === undefined || !['==', '!=', 'in'].includes(op)) return undefined;
  return { kind: 'match', left, negated: op === '!=', right };
}

function leftOf(left: Json | undefined): string | undefined {
  const protocol = textAt(left, 'payload', 'protocol');
  const field = textAt(left, 'payload', 'field');
  if (protocol !== undefined && field !== undefined) return `${protocol} ${field}`;
  for (const kind of ['meta', 'ct'] as const) {
    const key = textAt(left, kind, 'key');
    if (key !== undefined && fieldAt(left, kind, 'dir') === undefined) return `${kind} ${key}`;
  }
  return undefined;
}

function valuesOf(right: Json | undefined): Value[] | undefined {
  if (right === undefined) return [];
  const list = isList(right) ? right : (fieldAt(right, 'set') ?? [right]);
  const values = (isList(list) ? list : [list]).map(oneValue);
  return values.some((value) => value === undefined) ? undefined : (values as Value[]);
}

function oneValue(json: Json): Value | undefined {
  if (typeof json === 'string' || typeof json === 'number') return { word: String(json) };
  const address = textAt(json, 'prefix', 'addr');
  const length = fieldAt(json, 'prefix', 'len');
  if (address !== undefined && typeof length === 'number') return { word: `${address}/${length}` };
  const range = fieldAt(json, 'range');
  if (isList(range) && range.length === 2) {
    const [first, last] = range;
    if (first !== null && last !== null) return { first: String(first), last: String(last) };
  }
  // An element with a timeout or a comment.
  const element = fieldAt(json, 'elem', 'val');
  return element === undefined || isObject(fieldAt(element, 'elem')) ? undefined : oneValue(element);
}

function mapOf(map: Json): Statement | undefined {
  const left = leftOf(fieldAt(map, 'key'));
  const data = fieldAt(map, 'data', 'set');
  if (left === undefined || !isList(data)) return undefined;
  const entries: MapEntry[] = [];
  for (const pair of data) {
    if (!isList(pair) || !isObject(pair[1])) return undefined;
    const key = oneValue(pair[0]!);
    const [[name, value] = ['', null]] = pair[1].fields;
    if (key === undefined || !verdicts.has(name)) return undefined;
    entries.push({ key, ...verdictOf(name, value) });
  }
  return { kind: 'map', left, entries };
}
