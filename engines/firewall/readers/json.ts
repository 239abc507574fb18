import { refuseHuge } from './draft.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object, and the line of the text where it begins: what an administrator needs to find it again. */
export interface JsonObject {
  readonly line: number;
  readonly fields: ReadonlyMap<string, Json>;
}

const maxDepth = 64;

/**
 * JSON with line numbers, which JSON.parse does not keep.
 *
 * @throws SyntaxError when the document is not whole: half a rule base would answer questions wrongly
 */
export function readJson(text: string): Json {
  refuseHuge(text);
  const tokens = /[{}[\],:]|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
  const blanks = /[ \t\r\n]*/y;
  let at = 0;
  let line = 1;
  let token = '';

  const fail = (what: string): never => {
    throw new SyntaxError(
      `this is not a whole JSON document (line ${line}: ${what}); nothing was read: export it again`,
    );
  };
  function advance(): void {
    blanks.lastIndex = at;
    const [blank] = blanks.exec(text)!;
    for (const character of blank) if (character === '\n') line++;
    at += blank.length;
    tokens.lastIndex = at;
    token = tokens.exec(text)?.[0] ?? '';
    if (token === '' && at < text.length) fail(`"${text.slice(at, at + 20)}" is not expected`);
    at += token.length;
  }
  function expect(wanted: string): void {
    if (token !== wanted) fail(`"${wanted}" is expected and "${token.slice(0, 20)}" is there`);
    advance();
  }
  function value(depth: number): Json {
    if (depth > maxDepth) fail(`it is nested more than ${maxDepth} deep`);
    const first = token;
    const start = line;
    if (first === '{') {
      const fields = new Map<string, Json>();
      advance();
      while (token !== '}') {
        if (fields.size > 0) expect(',');
        const name = token.startsWith('"') ? String(scalar(token)) : fail('a name is expected');
        advance();
        expect(':');
        fields.set(name, value(depth + 1));
      }
      advance();
      return { line: start, fields };
    }
    if (first === '[') {
      const items: Json[] = [];
      advance();
      while (token !== ']') {
        if (items.length > 0) expect(',');
        items.push(value(depth + 1));
      }
      advance();
      return items;
    }
    if (first === '' || /^[}\],:]$/.test(first)) fail('a value is expected');
    const result = scalar(first);
    advance();
    return result;
  }
  function scalar(text: string): null | boolean | number | string {
    try {
      return JSON.parse(text) as null | boolean | number | string;
    } catch {
      return fail(`${text.slice(0, 20)} is not a value`);
    }
  }

  advance();
  const result = value(0);
  if (token !== '') fail('more follows after the end');
  return result;
}

export const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && 'fields' in json;

export const isList = (json: Json | undefined): json is readonly Json[] => Array.isArray(json);

/** The objects of a list at a path of names; a single object counts as a list of one. */
export function objectsAt(json: Json | undefined, ...path: string[]): JsonObject[] {
  const found = fieldAt(json, ...path);
  if (isList(found)) return found.filter(isObject);
  return isObject(found) ? [found] : [];
}

export function fieldAt(json: Json | undefined, ...path: string[]): Json | undefined {
  let at = json;
  for (const name of path) at = isObject(at) ? at.fields.get(name) : undefined;
  return at;
}

export function textAt(json: Json | undefined, ...path: string[]): string | undefined {
  const found = fieldAt(json, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(json: Json | undefined, ...path: string[]): number | undefined {
  const found = fieldAt(json, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** As one line of JSON again, for people. */
export function show(json: Json): string {
  if (isList(json)) return `[${json.map(show).join(', ')}]`;
  if (!isObject(json)) return JSON.stringify(json);
  return `{${[...json.fields].map(([name, value]) => `"${name}": ${show(value)}`).join(', ')}}`;
}
