/**
 * Interned log sources: one object per distinct origin and format, so that detection looks a route up once and
 * compares by identity afterwards.
 */
import type { Format, LogSource } from '../model.ts';

/** Real logs have hundreds; beyond this many (hostile input) all are forgotten and made anew when met again. */
const MAX_SOURCES = 20_000;
let interned = 0;

function makeRoom(): void {
  if (interned++ < MAX_SOURCES) return;
  for (const channels of Object.values(windows)) channels.clear();
  names.clear();
  interned = 0;
}

type ById = Map<number | undefined, LogSource>;
const windows = {
  evtx: new Map<string | undefined, ById>(),
  'windows-json': new Map<string | undefined, ById>(),
  'windows-xml': new Map<string | undefined, ById>(),
};

/**
 * Windows events are told apart by channel and event id, which is how Sigma's Windows log sources are defined.
 * XML is how Windows itself writes out an EVTX record, with the same names: one key, so both take the same route.
 */
export function windowsSource(
  format: keyof typeof windows,
  channel: string | undefined,
  eventId: number | undefined,
): LogSource {
  const channels = windows[format];
  const known = channels.get(channel)?.get(eventId);
  if (known) return known;
  makeRoom();
  let byId = channels.get(channel);
  const source: LogSource = {
    key: `windows|${channel ?? ''}|${eventId ?? ''}${format === 'windows-json' ? '|json' : ''}`,
    format,
    product: 'windows',
    fixed: {
      ...(channel === undefined ? {} : { Channel: channel }),
      ...(eventId === undefined ? {} : { EventID: eventId }),
    },
  };
  if (!byId) {
    byId = new Map();
    channels.set(channel, byId);
  }
  byId.set(eventId, source);
  return source;
}

export interface SourceName {
  readonly product?: string | undefined;
  readonly category?: string | undefined;
  readonly service?: string | undefined;
}

/** What a source is known by, as a path of look-ups: nothing is joined or allocated for a known source. */
type Node = Map<string | number | undefined, Node> & { source?: LogSource };
const names: Node = new Map();

function step(node: Node, key: string | number | undefined): Node {
  let next = node.get(key);
  if (!next) {
    next = new Map();
    node.set(key, next);
  }
  return next;
}

/**
 * A source known by Sigma names, e.g. zeek/conn, suricata/alert, linux/sshd, or what the record itself
 * says; there a channel and event id may come with it.
 */
export function namedSource(
  format: Format,
  { product, category, service }: SourceName,
  channel?: string,
  eventId?: number,
): LogSource {
  const node = step(
    step(step(step(step(step(names, format), product), category), service), channel),
    eventId,
  );
  if (node.source) return node.source;
  makeRoom();
  const parts = [product ?? format, category && `category=${category}`, service, channel, eventId];
  // The same words in another format are another source.
  if (product !== undefined && (format === 'json' || format === 'windows-json')) parts.push(format);
  const source: LogSource = {
    key: parts.filter((part) => part !== undefined).join('|'),
    format,
    ...(product === undefined ? {} : { product }),
    ...(category === undefined ? {} : { category }),
    ...(service === undefined ? {} : { service }),
    fixed: {
      ...(channel === undefined ? {} : { Channel: channel }),
      ...(eventId === undefined ? {} : { EventID: eventId }),
    },
  };
  node.source = source;
  return source;
}
