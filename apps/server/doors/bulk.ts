/**
 * Elasticsearch's bulk format, which Winlogbeat, Filebeat, Logstash, Vector, Fluent Bit and rsyslog all speak: a line that
 * says what to do, then the record. Only what a sender of logs needs is understood. Pure.
 *
 * Source: Elasticsearch reference, "Bulk API".
 */

export interface BulkItem {
  action: string;
  index: string;
  id: string | null;
  /** Why it was not taken; null when it was. */
  refused: string | null;
}

export interface Bulk {
  items: BulkItem[];
  /** The records that were taken, one a line, for each index, as they came. */
  records: Map<string, Buffer[]>;
}

/** Why a body is no bulk request: a sentence for the sender. */
export class BulkError extends Error {}

const newline = 10;
/** Far above any real batch; the body's own limit comes first. */
const most = 100_000;
const usualIndex = 'logs';

/** @throws BulkError when what to do cannot be told: then nothing is taken */
export function readBulk(body: Buffer, index: string = usualIndex): Bulk {
  const items: BulkItem[] = [];
  const records = new Map<string, Buffer[]>();
  let at = 0;
  const nextLine = (): Buffer | null => {
    while (at < body.length) {
      const end = body.indexOf(newline, at);
      const line = body.subarray(at, end === -1 ? body.length : end);
      at = end === -1 ? body.length : end + 1;
      if (line.length > 0 && !(line.length === 1 && line[0] === 13)) return line;
    }
    return null;
  };
  for (let line = nextLine(); line !== null; line = nextLine()) {
    if (items.length >= most) throw new BulkError(`a request may hold ${most} items`);
    const item = readAction(line, index, items.length + 1);
    items.push(item);
    if (item.action === 'delete') {
      item.refused = 'Cordon keeps what it was sent: nothing is deleted through this door';
      continue;
    }
    const record = nextLine();
    if (record === null) throw new BulkError(`item ${items.length} has no record`);
    if (item.action === 'update')
      item.refused = 'Cordon keeps what it was sent: nothing is updated through this door';
    else if (!isObject(record)) item.refused = 'the record is not a JSON object';
    else {
      const known = records.get(item.index);
      if (known) known.push(record);
      else records.set(item.index, [record]);
    }
  }
  if (items.length === 0) throw new BulkError('the request holds no item');
  return { items, records };
}

function readAction(line: Buffer, index: string, number: number): BulkItem {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line.toString('utf8'));
  } catch {
    throw new BulkError(`item ${number} does not begin with an action`);
  }
  const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
  const [action, about] = entries[0] ?? [];
  if (entries.length !== 1 || !action || !['index', 'create', 'update', 'delete'].includes(action))
    throw new BulkError(`item ${number} does not begin with an action`);
  const { _index, _id } = (typeof about === 'object' && about !== null ? about : {}) as Record<
    string,
    unknown
  >;
  return {
    action,
    index: typeof _index === 'string' && _index !== '' ? _index.slice(0, 200) : index,
    id: typeof _id === 'string' ? _id : null,
    refused: null,
  };
}

/** By its ends: whether all of it is JSON the reader will say, and it names what it could not read. */
function isObject(record: Buffer): boolean {
  const text = record.subarray(0, 64).toString('latin1').trimStart();
  const end = record.subarray(-64).toString('latin1').trimEnd();
  return text.startsWith('{') && end.endsWith('}');
}

/** What a sender waits for, item by item. */
export function bulkAnswer({ items }: Bulk, took: number) {
  return {
    took,
    errors: items.some(({ refused }) => refused !== null),
    items: items.map(({ action, index, id, refused }, n) => ({
      [action]:
        refused === null
          ? {
              _index: index,
              _id: id ?? String(n),
              _version: 1,
              result: 'created',
              _shards: { total: 1, successful: 1, failed: 0 },
              status: 201,
            }
          : {
              _index: index,
              _id: id,
              status: 400,
              error: { type: 'illegal_argument_exception', reason: refused },
            },
    })),
  };
}
