/**
 * The fields of an EVTX record from its JSON, by the names that the record itself answers to: attributes under `#attributes`,
 * text beside attributes under `#text`, a name seen again as `name_1`, unnamed data under `Data.#text`.
 */
import type { FieldValue, Json } from '../model.ts';
import { isObject, type JsonObject } from './fields.ts';

/** Elements of System that hold a value of their own; of the others an empty one says nothing. */
const VALUED = new Set([
  'EventID',
  'Version',
  'Level',
  'Task',
  'Opcode',
  'Keywords',
  'EventRecordID',
  'Channel',
  'Computer',
]);

/** Second names, where no field is called so. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  TimeCreated_SystemTime: ['TimeCreated', 'SystemTime'],
  EventID_Qualifiers: ['Qualifiers'],
};

export interface EvtxFields {
  readonly byName: ReadonlyMap<string, FieldValue>;
  /** Names as written, without second ones. */
  readonly names: readonly string[];
}

/** The name that an element had before it was numbered: `File_1` beside `File` is another `File`. */
function plainName(key: string, parent: JsonObject): string {
  const numbered = key.charCodeAt(key.length - 1) <= 0x39 ? /^(.+)_([1-9]\d*)$/.exec(key) : null;
  if (numbered === null) return key;
  const [, name, n] = numbered as unknown as [string, string, string];
  return Object.hasOwn(parent, n === '1' ? name : `${name}_${Number(n) - 1}`) ? name : key;
}

export function evtxFields(document: JsonObject): EvtxFields {
  const system = new Map<string, FieldValue>();
  const data = new Map<string, FieldValue>();
  const sections = new Map<string, string>();
  let section = '';

  function add(name: string, value: FieldValue): void {
    const known = data.get(name);
    if (known === undefined) {
      sections.set(name, section);
      data.set(name, value);
    } else data.set(name, [known, value].flat() as FieldValue);
  }

  function attributes(
    name: string,
    value: JsonObject,
    into: (name: string, value: FieldValue) => void,
  ): void {
    const held = value['#attributes'];
    if (!isObject(held)) return;
    for (const [attribute, one] of Object.entries(held))
      if (!attribute.startsWith('xmlns')) into(`${name}_${attribute}`, one as FieldValue);
  }

  function children(value: JsonObject, visit: (name: string, value: Json) => void): boolean {
    let any = false;
    for (const key in value) {
      if (key === '#attributes' || key === '#text') continue;
      any = true;
      visit(plainName(key, value), value[key] as Json);
    }
    return any;
  }

  function addData(name: string, value: Json): void {
    if (!isObject(value)) {
      add(name, value as FieldValue);
      return;
    }
    attributes(name, value, add);
    if (!children(value, addData) && Object.hasOwn(value, '#text')) add(name, value['#text'] as FieldValue);
  }

  function addSystem(name: string, value: Json): void {
    if (!isObject(value)) {
      if (value !== null || VALUED.has(name)) system.set(name, value as FieldValue);
      return;
    }
    attributes(name, value, (attribute, one) => system.set(attribute, one));
    if (Object.hasOwn(value, '#text')) system.set(name, value['#text'] as FieldValue);
    children(value, addSystem);
  }

  function addTop(name: string, value: Json): void {
    section = name;
    if (!isObject(value)) {
      if (name !== 'EventData' && name !== 'UserData' && name !== 'System') addData(name, value);
    } else if (name === 'System') children(value, addSystem);
    else if (name === 'EventData' || name === 'UserData') {
      attributes(name, value, add);
      children(value, addData);
    } else addData(name, value);
  }

  for (const [name, root] of Object.entries(document)) {
    if (name === 'Event' && isObject(root)) children(root, addTop);
    else addTop(name, root);
  }
  const byName = new Map(system);
  // System keeps a name that both have; the other says where it is from.
  for (const [name, value] of data)
    byName.set(system.has(name) ? `${sections.get(name)}_${name}` : name, value);
  const names = [...byName.keys()];
  for (const [name, others] of Object.entries(ALIASES)) {
    const value = system.get(name);
    for (const other of others) if (value !== undefined && !byName.has(other)) byName.set(other, value);
  }
  for (const name of names) {
    const bare = name.includes(' ') ? name.replaceAll(' ', '') : name;
    if (!byName.has(bare)) byName.set(bare, byName.get(name)!);
  }
  return { byName, names };
}
