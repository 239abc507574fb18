/** What one parsed JSON record is. */
import type { Event } from '../model.ts';
import { azureEvent } from './azure.ts';
import { defenderEvent } from './defender.ts';
import { fhirEvent } from './fhir.ts';
import { type JsonObject, valueAt } from './fields.ts';
import { genericEvent } from './generic.ts';
import { m365Event } from './m365.ts';
import { type Mapping, mappingFor } from './mappings/mapping.ts';
import { suricataEvent } from './suricata.ts';
import { windowsEvent } from './windows.ts';
import { zeekJsonEvent } from './zeek.ts';

/**
 * A record of a kind that Cordon knows, asked in the order of how common each is; `id` is the line or
 * ordinal, for records without their own, `text` the record's JSON.
 */
export function knownEvent(
  file: string,
  id: string | number,
  record: JsonObject,
  text?: string,
): Event | undefined {
  return (
    windowsEvent(file, id, record, text) ??
    suricataEvent(file, id, record) ??
    zeekJsonEvent(file, id, record) ??
    fhirEvent(file, id, record) ??
    azureEvent(file, id, record) ??
    m365Event(file, id, record) ??
    defenderEvent(file, id, record)
  );
}

/** A record of any kind: a known one, else what a mapping says of it, else its own words. */
export function recordEvent(
  file: string,
  id: string | number,
  record: JsonObject,
  mappings: () => readonly Mapping[],
  text?: string,
): Event {
  return (
    knownEvent(file, id, record, text) ??
    mappingFor(mappings(), (name) => valueAt(record, name) !== undefined)?.event(file, id, record, 'json') ??
    genericEvent(file, id, record, 'json')
  );
}
