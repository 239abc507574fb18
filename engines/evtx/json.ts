/**
 * A record as JSON, in the shape that evtx_dump made common: attributes under `#attributes`, text beside
 * attributes under `#text`, `<Data Name="x">` as `x`, unnamed `<Data>` under `Data.#text`.
 */
import type { EvtxJson, FieldValue } from './model.ts';
import { type Element, isElement, type Layout, type Nested, type Part } from './tree.ts';
import { asText } from './values.ts';

/** What of a record it takes to render it. */
export interface Renderable {
  readonly layout: Layout;
  slotValue(slot: number): FieldValue;
  /** The fragment that a slot holds, if it holds one. */
  fragmentAt(slot: number): Nested | undefined;
}

type JsonObject = { [key: string]: EvtxJson };

export function recordToJson(record: Renderable): EvtxJson {
  const document: JsonObject = {};
  for (const root of record.layout.template.roots)
    addElement(record, document, root, 0, false, root.name === 'Event' ? 'event' : 'section');
  return document;
}

/** Where an element stands: an empty one says an empty text among data, and nothing elsewhere. */
type Place = 'event' | 'section' | 'system' | 'data';

function placeBelow(place: Place, name: string): Place {
  if (place === 'event') return 'section';
  return place === 'section' ? (name === 'System' ? 'system' : 'data') : place;
}

/** `unique`: nothing else in `parent` can have this element's name. */
function addElement(
  record: Renderable,
  parent: JsonObject,
  element: Element,
  base: number,
  unique: boolean,
  place: Place,
): void {
  const isData = element.name === 'Data';
  let attributes: JsonObject | undefined;
  let dataName: string | undefined;
  for (const { name, parts } of element.attributes) {
    const attribute = textOf(record, parts, base) ?? null;
    if (isData && name === 'Name') dataName = asText(attribute);
    else if (attribute !== null) {
      attributes ??= {};
      if (element.distinct) attributes[name] = toJson(attribute);
      else put(attributes, name, toJson(attribute));
    }
  }

  const isEmpty = element.content.length === 0 && (element.attributes.length === 0 || dataName !== undefined);
  const nothing = place === 'data' && isEmpty ? '' : null;
  const content = toJson(textOf(record, element.content, base) ?? nothing);
  const below = placeBelow(place, element.name);
  // Becomes an object only when there is more to say than a text.
  let value: JsonObject | undefined;
  if (attributes !== undefined && dataName === undefined) {
    value = { '#attributes': attributes };
    if (content !== null) value['#text'] = content;
  }
  for (const node of element.content) {
    if (typeof node === 'string') continue;
    const inner = isElement(node)
      ? undefined
      : record.layout.nested.find((one) => one.slot === base + node.index);
    if (inner === undefined && !isElement(node)) continue;
    value ??= content === null ? {} : { '#text': content };
    if (inner === undefined) addElement(record, value, node as Element, base, element.distinct, below);
    else for (const root of inner.template.roots) addElement(record, value, root, inner.base, false, below);
  }

  if (unique) parent[dataName ?? element.name] = value ?? content;
  else if (isData && dataName === undefined && value === undefined) putUnnamed(parent, content);
  else put(parent, dataName ?? element.name, value ?? content);
}

/** A name seen again under one parent gets `_1`, `_2`, …, so that nothing is overwritten. */
function put(parent: JsonObject, name: string, value: EvtxJson): void {
  // The quick way first: most names are new, and few are known to every object.
  if (parent[name] === undefined && name !== '__proto__') {
    parent[name] = value;
    return;
  }
  let key = name;
  for (let n = 1; Object.hasOwn(parent, key); n++) key = `${name}_${n}`;
  // A record may well name a field `__proto__`; it must become a key, nothing else.
  if (key !== '__proto__') parent[key] = value;
  else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function putUnnamed(parent: JsonObject, content: EvtxJson): void {
  const known = Object.hasOwn(parent, 'Data') ? parent.Data : undefined;
  if (typeof known !== 'object' || known === null || Array.isArray(known) || !Object.hasOwn(known, '#text')) {
    put(parent, 'Data', { '#text': content });
    return;
  }
  const before = known['#text']!;
  const list = Array.isArray(before) ? before : [before];
  if (Array.isArray(content)) list.push(...content);
  else list.push(content);
  known['#text'] = list;
}

/** The value of text parts: typed when there is one, joined when there are several, undefined when none. */
function textOf(
  record: Renderable,
  parts: readonly (Part | Element)[],
  base: number,
): FieldValue | undefined {
  let value: FieldValue | undefined;
  for (const part of parts) {
    let next: FieldValue;
    if (typeof part === 'string') next = part;
    else if (isElement(part) || record.fragmentAt(base + part.index)) continue;
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
