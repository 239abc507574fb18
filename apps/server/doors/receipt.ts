/** What a door puts on the stream: the bytes as sent, and the name and key they came under. */

export interface Receipt {
  /** The sender's name for the source, shown as the file of its events, e.g. `windows/security.ndjson`. */
  name: string;
  /** The same key means the same bytes: sending them twice makes no second finding. */
  key: string;
  /** When it was received, ISO 8601; null in receipts of before this was noted. */
  at: string | null;
  /** The trace that it came in, as `traceparent`; null where none is recorded. */
  trace: string | null;
  body: Uint8Array;
}

const newline = 10;

export function encodeReceipt({
  name,
  key,
  at,
  trace = null,
  body,
}: Omit<Receipt, 'trace'> & Partial<Pick<Receipt, 'trace'>>): Uint8Array {
  const head = JSON.stringify({ name, key, at, ...(trace !== null && { trace }) });
  return Buffer.concat([Buffer.from(`${head}\n`), body]);
}

export function decodeReceipt(record: Uint8Array): Receipt {
  const end = record.indexOf(newline);
  const { name, key, at, trace } = JSON.parse(Buffer.from(record.subarray(0, end)).toString('utf8')) as {
    name: string;
    key: string;
    at?: string;
    trace?: string;
  };
  return { name, key, at: at ?? null, trace: trace ?? null, body: record.subarray(end + 1) };
}
