/**
 * A record as JSON, in the shape that evtx_dump made common: attributes under `#attributes`, text beside
 * attributes under `#text`, `<Data Name="x">` as `x`, unnamed `<Data>` under `Data.#text`.
 */
import type { EvtxJson, FieldValue } from './model.ts';
import { asText, type LazyRecord } from './record.ts';
import { type Element, isElement, type Part } from './template.ts';

type JsonObject = { [key: string]: EvtxJson };

export function recordToJson(record: LazyRecord): EvtxJson {
  const document: JsonObject = {};
  for (const root of record.layout.template.roots) addElement(record, document, root, 0);
  return document;
}

function addElement(record: LazyRecord, parent: JsonObject, element: Element, base: number): void {
  const isData = element.name === 'Data';
  const attributes: JsonObject = {};
  let dataName: string | undefined;
  for (const { name, parts } of element.attributes) {
    const value = textOf(record, parts, base);
    if (isData && name === 'Name') dataName = asText(value ?? null);
    else if (value !== null && value !== undefined) attributes[name] = toJson(value);
  }

  const children: JsonObject = {};
  const text = textOf(record, element.content, base);
  for (const node of element.content) {
    if (typeof node === 'string') continue;
    if (isElement(node)) addElement(record, children, node, base);
    else {
      const inner = record.layout.nested.find((one) => one.slot === base + node.index);
      for (const root of inner?.template.roots ?? []) addElement(record, children, root, inner!.base);
    }
  }

  const content = text === undefined ? null : toJson(text);
  if (dataName !== undefined) put(parent, dataName, isEmpty(children) ? content : children);
  else if (isData && isEmpty(children)) putUnnamed(parent, content);
  else if (isEmpty(attributes) && isEmpty(children)) put(parent, element.name, content);
  else {
    const value: JsonObject = isEmpty(attributes) ? {} : { '#attributes': attributes };
    if (content !== null) value['#text'] = content;
    put(parent, element.name, Object.assign(value, children));
  }
}

/** A name seen again under one parent gets `_1`, `_2`, …, so that nothing is overwritten. */
function put(parent: JsonObject, name: string, value: EvtxJson): void {
  let key = name;
  for (let n = 1; Object.hasOwn(parent, key); n++) key = `${name}_${n}`;
  // A record may well name a field `__proto__`; it must become a key, nothing else.
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function putUnnamed(parent: JsonObject, content: EvtxJson): void {
  const known = Object.hasOwn(parent, 'Data') ? (parent.Data as JsonObject) : undefined;
  if (known === undefined) {
    parent.Data = { '#text': content };
    return;
  }
  const before = known['#text'] ?? null;
  known['#text'] = [
    ...(Array.isArray(before) ? before : [before]),
    ...(Array.isArray(content) ? content : [content]),
  ];
}

/** The value of text parts: typed when there is one, joined when there are several, undefined when none. */
function textOf(
  record: LazyRecord,
  parts: readonly (Part | Element)[],
  base: number,
): FieldValue | undefined {
  let value: FieldValue | undefined;
  for (const part of parts) {
    let next: FieldValue;
    if (typeof part === 'string') next = part;
    else if (isElement(part) || record.layout.nested.some((one) => one.slot === base + part.index)) continue;
    else next = record.slotValue(base + part.index);
    value = value === undefined ? next : asText(value) + asText(next);
  }
  return value;
}

function toJson(value: FieldValue): EvtxJson {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(toJson);
  return value as EvtxJson;
}

function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}
