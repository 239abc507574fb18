/** What one parsed JSON record is. */
import type { Event } from '../model.ts';
import { azureEvent } from './azure.ts';
import { defenderEvent } from './defender.ts';
import { fhirEvent } from './fhir.ts';
import type { JsonObject } from './fields.ts';
import { genericEvent } from './generic.ts';
import { m365Event } from './m365.ts';
import { suricataEvent } from './suricata.ts';
import { windowsEvent } from './windows.ts';
import { zeekJsonEvent } from './zeek.ts';

/** Asked in the order of how common each kind is; `id` is the line or ordinal, for records without their own, `text` the record's JSON. */
export function recordEvent(file: string, id: string | number, record: JsonObject, text?: string): Event {
  return (
    windowsEvent(file, id, record, text) ??
    suricataEvent(file, id, record) ??
    zeekJsonEvent(file, id, record) ??
    fhirEvent(file, id, record) ??
    azureEvent(file, id, record) ??
    m365Event(file, id, record) ??
    defenderEvent(file, id, record) ??
    genericEvent(file, id, record)
  );
}
