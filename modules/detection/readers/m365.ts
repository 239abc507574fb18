/**
 * Microsoft 365's unified audit log: records of the Management API, and the exports of Purview and
 * `Search-UnifiedAuditLog`, where the record itself is JSON text in `AuditData`.
 */
import type { Event, Json } from '../model.ts';
import { CloudEvent, type CloudKind, derivedFields } from './cloud.ts';
import { isObject, type JsonObject } from './fields.ts';
import { namedSource } from './sources.ts';

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const kind: CloudKind = {
  format: 'm365',
  time: ['CreationTime', 'CreationDate'],
  id: ['Id', 'Identity'],
  account: ['UserId', 'UserIds'],
  sourceAddress: ['ClientIP', 'ClientIPAddress', 'ActorIpAddress'],
  derived: derivedFields({
    eventsource: (get) => text(get('Workload')),
    // An alert is one operation, whatever it is about; rules name the alert.
    eventname: (get) => (get('Operation') === 'AlertTriggered' ? text(get('Name')) : text(get('Operation'))),
    // Services that only report have no status of their own: what they report has happened.
    status(get) {
      const said = text(get('ResultStatus')) ?? 'success';
      return /^(?:success|succeeded|partiallysucceeded|true)$/i.test(said) ? 'success' : said;
    },
    payload: (get) => text(get('Parameters')) ?? text(get('Data')),
  }),
};

function isRecord(value: JsonObject): boolean {
  return (
    typeof value.Operation === 'string' &&
    typeof value.CreationTime === 'string' &&
    value.Workload !== undefined
  );
}

function unwrapped(record: JsonObject): JsonObject | undefined {
  if (isRecord(record)) return record;
  const data = record.AuditData ?? record.auditData;
  if (isObject(data)) return isRecord(data) ? data : undefined;
  if (typeof data !== 'string') return undefined;
  try {
    const inner: Json = JSON.parse(data);
    return isObject(inner) && isRecord(inner) ? inner : undefined;
  } catch {
    return undefined;
  }
}

export function m365Event(file: string, line: string | number, record: JsonObject): Event | undefined {
  const inner = unwrapped(record);
  if (!inner) return undefined;
  return new CloudEvent(namedSource('m365', { product: 'm365', service: 'audit' }), file, line, inner, kind);
}
