/** Between rules and correlations: what a match tells a correlation, and what a correlation says as a finding. */
import { createHash } from 'node:crypto';
import type { Correlated, CorrelationHit, Correlator, FieldValue, Match } from '@cordon/sigma';
import { z } from 'zod';
import { type Event, type Finding, formats, type Reason } from './model.ts';

/**
 * What a finding of a correlation needs to know about each event it rests on. It travels in the hit's `ref`, which the
 * correlator keeps as opaque text, so that state that was saved and restored still leads back to the records.
 */
const Origin = z.tuple([
  z.string().describe("id of the base rule's finding"),
  z.string().nullable().describe('host'),
  z.string().nullable().describe('account'),
  z.string().nullable().describe('source address'),
  z.string().nullable().describe('destination address'),
  z.number().nullable().describe('destination port'),
  z.string().describe('file'),
  z.string().describe('record id'),
  z.enum(formats),
]);
type Origin = z.infer<typeof Origin>;

/** Undefined when no correlation waits for the rule, or the event has no time to be put in order by. */
export function hitOf(
  correlator: Correlator,
  match: Match,
  event: Event,
  findingId: string,
): CorrelationHit | undefined {
  const fields = correlator.fieldsOf(match.rule.id);
  if (fields === undefined) return undefined;
  const envelope = event.envelope();
  const time = envelope.time === undefined ? Number.NaN : Date.parse(envelope.time);
  if (Number.isNaN(time)) return undefined;
  const values: Record<string, FieldValue> = {};
  for (const field of fields) {
    const value = match.read(field);
    if (value !== undefined) values[field] = plain(value);
  }
  const origin: Origin = [
    findingId,
    envelope.host ?? null,
    envelope.account ?? null,
    envelope.sourceAddress ?? null,
    envelope.destinationAddress ?? null,
    envelope.destinationPort ?? null,
    event.file,
    event.recordId,
    event.source.format,
  ];
  return { rule: match.rule.id, time, ref: JSON.stringify(origin), values };
}

/** Hits are kept as JSON, which has no bigint; correlations compare by what a value says, so its digits serve as well. */
function plain(value: FieldValue): FieldValue {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'object' && value !== null ? value.map(plain) : value;
}

/** What all of them have in common, else nothing: an account that did only part of it is not blamed for the whole. */
function common<T>(values: readonly (T | null)[]): T | null {
  const [first = null] = values;
  return values.every((value) => value === first) ? first : null;
}

/** The finding is placed on the host where it became complete; the others are in its record. */
export function findingOf(correlated: Correlated): Finding {
  const { correlation, group } = correlated;
  const origins = correlated.refs.map((ref) => Origin.parse(JSON.parse(ref)));
  const last = origins.at(-1);
  const reason: Reason[] = [
    ...correlated.reasons.map(({ test, wanted, found }) => ({
      selection: correlation.type,
      field: null,
      test,
      wanted,
      found,
    })),
    ...Object.entries(group).map(([field, found]) => ({
      selection: 'group-by',
      field,
      test: 'same in all',
      wanted: field,
      found,
    })),
  ];
  return {
    id: createHash('sha256').update(`${correlation.id}\0${correlated.id}`).digest('hex').slice(0, 24),
    rule_id: correlation.id,
    title: correlation.title,
    level: correlation.level,
    tags: [...correlation.tags],
    time: new Date(correlated.time).toISOString(),
    host: last?.[1] ?? null,
    account: common(origins.map(([, , account]) => account)),
    source_address: last?.[3] ?? null,
    destination_address: common(origins.map(([, , , , to]) => to)),
    destination_port: common(origins.map(([, , , , , port]) => port)),
    file: last?.[6] ?? '',
    record_id: last?.[7] ?? '',
    reason,
    format: last?.[8] ?? 'json',
    source: null,
    event: {
      correlation: correlation.title,
      type: correlation.type,
      first: new Date(correlated.first).toISOString(),
      last: new Date(correlated.time).toISOString(),
      events: correlated.count,
      value: correlated.value,
      group,
      /** The oldest and newest of them. */
      records: origins.map(([finding, host, account, from, to, , file, record]) => ({
        finding,
        host,
        account,
        source_address: from,
        destination_address: to,
        file,
        record,
      })),
    },
  };
}
