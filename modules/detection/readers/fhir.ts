/**
 * FHIR R4 AuditEvent (https://hl7.org/fhir/R4/auditevent.html): who looked at which patient's record.
 * Fields are dotted paths over the resource, lists flattened; the derived ones answer what rules ask.
 */
import type { Envelope, Event, FieldValue, Json } from '../model.ts';
import { atPath, isObject, type JsonObject, own } from './fields.ts';
import { JsonEvent, type Kind } from './generic.ts';
import { namedSource } from './sources.ts';
import { isoTime } from './time.ts';

function list(value: Json | undefined): JsonObject[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? [value] : [];
}

function texts(value: Json | undefined): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((item): item is string => typeof item === 'string' && item !== '');
}

const firstOf = (record: JsonObject, ...paths: readonly string[]): string | undefined => {
  for (const path of paths) {
    const [found] = texts(atPath(record, path));
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The agent that asked; without one marked so, the first that is a person, else the first. */
function requestor(record: JsonObject): JsonObject | undefined {
  const agents = list(own(record, 'agent'));
  return (
    agents.find((agent) => agent.requestor === true) ??
    agents.find((agent) => agent.who !== undefined) ??
    agents[0]
  );
}

/** The account as the source names it: login first, then alternative id, identifier, name. */
const requestorName = (record: JsonObject): string | undefined => {
  const agent = requestor(record);
  return agent && firstOf(agent, 'altId', 'who.identifier.value', 'who.reference', 'name', 'who.display');
};

const isPatient = (entity: JsonObject): boolean =>
  texts(atPath(entity, 'what.reference')).some((reference) => /(?:^|\/)Patient\//.test(reference)) ||
  atPath(entity, 'what.type') === 'Patient' ||
  // http://terminology.hl7.org/CodeSystem/object-role, 1 = Patient.
  atPath(entity, 'role.code') === '1';

/** Distinct patients, as `Patient/123` without server or version, or by identifier. */
function patients(record: JsonObject): string[] {
  const found = new Set<string>();
  for (const entity of list(own(record, 'entity'))) {
    if (!isPatient(entity)) continue;
    const reference = firstOf(entity, 'what.reference');
    const local = reference && /(Patient\/[^/|?#]+)/.exec(reference)?.[1];
    const name = local ?? reference ?? firstOf(entity, 'what.identifier.value', 'what.display', 'name');
    if (name !== undefined) found.add(name);
  }
  return [...found];
}

/** v3 PurposeOfUse for overriding the usual rules: break the glass, and emergency treatment. */
const EMERGENCY = new Set(['BTG', 'ETREAT']);

function purposes(record: JsonObject): string[] {
  return [
    ...texts(atPath(record, 'purposeOfEvent.coding.code')),
    ...texts(atPath(record, 'agent.purposeOfUse.coding.code')),
  ];
}

const OUTCOMES: Readonly<Record<string, string>> = {
  '0': 'success',
  '4': 'minor failure',
  '8': 'serious failure',
  '12': 'major failure',
};
const ACTIONS: Readonly<Record<string, string>> = {
  C: 'create',
  R: 'read',
  U: 'update',
  D: 'delete',
  E: 'execute',
};

const word = (table: Readonly<Record<string, string>>, value: Json | undefined): string | undefined =>
  typeof value === 'string' && Object.hasOwn(table, value) ? table[value] : undefined;

const derived: ReadonlyMap<string, (record: JsonObject) => FieldValue | undefined> = new Map<
  string,
  (record: JsonObject) => FieldValue | undefined
>([
  ['Requestor', requestorName],
  [
    'RequestorName',
    (record) => {
      const agent = requestor(record);
      return agent && firstOf(agent, 'name', 'who.display');
    },
  ],
  [
    'RequestorRole',
    (record) => {
      const agent = requestor(record);
      return agent && firstOf(agent, 'role.coding.code', 'role.text', 'type.coding.code');
    },
  ],
  [
    'RequestorAddress',
    (record) => {
      const agent = requestor(record);
      return agent && firstOf(agent, 'network.address');
    },
  ],
  [
    'Patient',
    (record) => {
      const found = patients(record);
      return found.length === 0 ? undefined : found.length === 1 ? found[0] : found;
    },
  ],
  ['PatientCount', (record) => patients(record).length],
  ['EntityCount', (record) => list(own(record, 'entity')).length],
  [
    'Purpose',
    (record) => {
      const found = purposes(record);
      return found.length === 0 ? undefined : found;
    },
  ],
  ['BreakGlass', (record) => purposes(record).some((code) => EMERGENCY.has(code))],
  [
    'Query',
    (record) => {
      // FHIR carries a search as base64.
      const [query] = texts(atPath(record, 'entity.query'));
      return query === undefined ? undefined : Buffer.from(query, 'base64').toString('utf8');
    },
  ],
  ['ActionName', (record) => word(ACTIONS, record.action)],
  ['OutcomeName', (record) => word(OUTCOMES, record.outcome)],
  ['Site', (record) => firstOf(record, 'source.site')],
]);

function envelopeOf(record: JsonObject): Envelope {
  const envelope: Envelope = {};
  const time = isoTime(own(record, 'recorded')) ?? isoTime(atPath(record, 'period.start'));
  if (time !== undefined) envelope.time = time;
  const host = firstOf(
    record,
    'source.observer.display',
    'source.observer.identifier.value',
    'source.observer.reference',
    'source.site',
  );
  if (host !== undefined) envelope.host = host.toLowerCase();
  const account = requestorName(record);
  if (account !== undefined) envelope.account = account;
  const agent = requestor(record);
  const address = agent && firstOf(agent, 'network.address');
  if (address !== undefined) envelope.sourceAddress = address;
  return envelope;
}

const kind: Kind = {
  format: 'fhir-auditevent',
  envelope: envelopeOf,
  id: (record) => (typeof record.id === 'string' && record.id !== '' ? record.id : undefined),
  derived,
};

const source = namedSource('fhir-auditevent', { product: 'fhir', service: 'audit' });

export function fhirEvent(file: string, line: string | number, record: JsonObject): Event | undefined {
  return record.resourceType === 'AuditEvent' ? new JsonEvent(source, file, line, record, kind) : undefined;
}
