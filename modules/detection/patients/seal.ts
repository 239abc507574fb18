/**
 * Seals what says who a patient is in an event, as it is read: rules, correlations and models then see sealed texts, and so does
 * everything they lead to. Equal texts stay equal, so what counts patients counts the same. Pure.
 */
import type { StoredEvent } from '@cordon/platform/events';
import { type Fields, isSealedField } from '@cordon/platform/keys';
import type { Event, Format, Json } from '../model.ts';
import { isObject, type JsonObject } from '../readers/fields.ts';
import type { Restore } from '../stored.ts';
import type { DeclaredPatients, DeclaredRecord } from './declared.ts';
import { mayName, sealText } from './texts.ts';

/** An event and what is kept of it. Undefined, as where it was read elsewhere, is one that cannot be made again. */
export interface Kept {
  event: Event | undefined;
  stored: StoredEvent;
}

export type SealEvent = (event: Event, stored: StoredEvent, fields: Fields) => Kept;

/** Formats whose fields are named by whoever made the table. */
const freelyNamed: ReadonlySet<Format> = new Set<Format>(['csv', 'json', 'fhir-auditevent']);

/** @param restore makes the sealed record an event again */
export function createSealEvent(declared: DeclaredPatients, restore: Restore): SealEvent {
  const hasName = (value: Json): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some(hasName);
    for (const name in value) if (declared.isName(name) || hasName(value[name] as Json)) return true;
    return false;
  };

  return (event, stored, fields) => {
    const { product, format } = event.source;
    const record = product === undefined ? undefined : declared.record(product);
    const named = freelyNamed.has(format);
    if (!record && !mayName(stored.raw) && !(named && hasName(event.raw()))) return { event, stored };

    const { seal } = fields;
    const read: Json = JSON.parse(stored.raw) as Json;
    if (record && isObject(read)) sealDeclared(read, record, seal);
    const sealed = sealAll(read, seal, named ? declared.isName : () => false);
    const raw = JSON.stringify(sealed);
    if (raw === stored.raw) return { event, stored };
    const account = stored.account === null ? null : sealText(stored.account, seal);
    const host = stored.host === null ? null : sealText(stored.host, seal);
    const kept = { ...stored, account, host, raw };
    return { event: restore(kept, sealed), stored: kept };
  };
}

/** Every text in it, and the values of the fields whose names say what they hold. In place, but for names that say who it is. */
function sealAll(value: Json, seal: Fields['seal'], isName: (field: string) => boolean): Json {
  if (typeof value === 'string') return isSealedField(value) ? value : sealText(value, seal);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = sealAll(value[at]!, seal, isName);
    return value;
  }
  let named = true;
  for (const name in value) {
    const inner = value[name]!;
    const sealed = isName(name) ? sealWhole(inner, seal) : sealAll(inner, seal, isName);
    if (sealed !== inner) set(value, name, sealed);
    named &&= sealText(name, seal) === name;
  }
  return named
    ? value
    : Object.fromEntries(Object.entries(value).map(([name, inner]) => [sealText(name, seal), inner]));
}

/** Every text and number in it, as a whole. */
function sealWhole(value: Json, seal: Fields['seal']): Json {
  if (typeof value === 'string') return value === '' || isSealedField(value) ? value : seal(value);
  if (typeof value === 'number') return seal(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => sealWhole(one, seal));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, sealWhole(inner, seal)]));
}

/** Also a name that every object has already, such as `__proto__`. */
function set(record: JsonObject, name: string, value: Json): void {
  Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}

/** In place. */
function sealDeclared(record: JsonObject, declared: DeclaredRecord, seal: Fields['seal']): void {
  for (const path of declared.fields) change(record, path, (value) => sealWhole(value, seal));
  for (const [first, ...rest] of declared.ofPatients)
    for (const item of [record[first!]].flat())
      if (isObject(item) && JSON.stringify(item).includes('Patient/'))
        change(item, rest, (value) => sealWhole(value, seal));
  for (const path of declared.searches)
    change(record, path, (value) =>
      typeof value === 'string' ? sealSearch(value, declared.parameters, seal) : value,
    );
}

/** At the end of a path, through every item of lists on the way. */
function change(
  value: Json | undefined,
  [name, ...rest]: readonly string[],
  to: (value: Json) => Json,
): void {
  if (Array.isArray(value)) {
    for (const item of value) change(item, [name!, ...rest], to);
    return;
  }
  if (!isObject(value) || name === undefined || !Object.hasOwn(value, name)) return;
  if (rest.length > 0) change(value[name], rest, to);
  else set(value, name, to(value[name]!));
}

/** `Patient?name=Smith&_count=20`, in base64; a parameter may have a modifier or lead through a reference: `subject:Patient.name`. */
function sealSearch(base64: string, parameters: ReadonlySet<string>, seal: Fields['seal']): string {
  const search = Buffer.from(base64, 'base64').toString('utf8');
  const sealed = sealText(search, seal).replace(
    /(^|[?&])([^=&?]+)=([^&]+)/g,
    (whole, before: string, name: string, value: string) =>
      name.split(/[.:]/).some((part) => parameters.has(part)) && !value.includes('sealed.v1.')
        ? `${before}${name}=${seal(value)}`
        : whole,
  );
  return sealed === search ? base64 : Buffer.from(sealed).toString('base64');
}
