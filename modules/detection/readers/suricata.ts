/** Suricata EVE JSON: one event a line, told apart by `event_type`. */
import type { Envelope, Event } from '../model.ts';
import { type JsonObject, own, port } from './fields.ts';
import { JsonEvent, type Kind } from './generic.ts';
import { namedSource } from './sources.ts';
import { isoTime } from './time.ts';

function envelopeOf(record: JsonObject): Envelope {
  const envelope: Envelope = {};
  const time = isoTime(own(record, 'timestamp'));
  if (time !== undefined) envelope.time = time;
  // The sensor (`host`) only watched; the record is about the machine that the flow came from.
  const { src_ip, dest_ip } = record;
  if (typeof src_ip === 'string') {
    envelope.host = src_ip.toLowerCase();
    envelope.sourceAddress = src_ip;
  }
  if (typeof dest_ip === 'string') envelope.destinationAddress = dest_ip;
  const to = port(record.dest_port);
  if (to !== undefined) envelope.destinationPort = to;
  return envelope;
}

const kind: Kind = { format: 'suricata', envelope: envelopeOf };

/** `event_type` with what every EVE record has beside it. */
export function suricataEvent(file: string, line: string | number, record: JsonObject): Event | undefined {
  const type = record.event_type;
  if (typeof type !== 'string' || typeof record.timestamp !== 'string') return undefined;
  if (
    record.src_ip === undefined &&
    record.flow_id === undefined &&
    record.stats === undefined &&
    record.engine === undefined
  ) {
    return undefined;
  }
  return new JsonEvent(
    namedSource('suricata', { product: 'suricata', service: type }),
    file,
    line,
    record,
    kind,
  );
}
