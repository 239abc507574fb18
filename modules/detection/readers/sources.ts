/**
 * Interned log sources: one object per distinct origin, so that detection looks a route up once and
 * compares by identity afterwards.
 */
import type { Format, LogSource } from '../model.ts';

/** Beyond this many distinct sources (hostile input) each event gets its own object: slower, never wrong. */
const MAX_SOURCES = 20_000;
let interned = 0;

type ById = Map<number | undefined, LogSource>;
const windows = {
  evtx: new Map<string | undefined, ById>(),
  'windows-json': new Map<string | undefined, ById>(),
};
const others = new Map<string, LogSource>();

/** Windows events are told apart by channel and event id, which is how Sigma's Windows log sources are defined. */
export function windowsSource(
  format: 'evtx' | 'windows-json',
  channel: string | undefined,
  eventId: number | undefined,
): LogSource {
  const channels = windows[format];
  let byId = channels.get(channel);
  const known = byId?.get(eventId);
  if (known) return known;
  const source: LogSource = {
    key: `windows|${channel ?? ''}|${eventId ?? ''}${format === 'evtx' ? '' : '|json'}`,
    format,
    product: 'windows',
    fixed: {
      ...(channel === undefined ? {} : { Channel: channel }),
      ...(eventId === undefined ? {} : { EventID: eventId }),
    },
  };
  if (interned++ < MAX_SOURCES) {
    if (!byId) {
      byId = new Map();
      channels.set(channel, byId);
    }
    byId.set(eventId, source);
  }
  return source;
}

export interface SourceName {
  readonly product?: string | undefined;
  readonly category?: string | undefined;
  readonly service?: string | undefined;
}

/** A source known by Sigma names, e.g. zeek/conn, suricata/alert, linux/sshd, or what the record itself says. */
export function namedSource(
  format: Format,
  { product, category, service }: SourceName,
  fixed: Readonly<Record<string, string | number>> = {},
): LogSource {
  let key = product ?? format;
  if (category !== undefined) key += `|category=${category}`;
  if (service !== undefined) key += `|${service}`;
  for (const name in fixed) key += `|${name}=${fixed[name]}`;
  if (format === 'json' || format === 'windows-json') key += `|${format}`;
  const known = others.get(key);
  if (known && known.format === format) return known;
  const source: LogSource = {
    key,
    format,
    ...(product === undefined ? {} : { product }),
    ...(category === undefined ? {} : { category }),
    ...(service === undefined ? {} : { service }),
    fixed,
  };
  if (interned++ < MAX_SOURCES) others.set(key, source);
  return source;
}
