/** Records that were taken out of a sender's wrapping, one a line. */
import { type DoorNeeds, receive } from './received.ts';

/** Those that are JSON, and those in a format of their own: they are read apart. */
export interface Lines {
  json: string[];
  formatted: string[];
}

/** A line of a format that says for itself when and where it was: syslog, CEF, LEEF, XML. */
const isFormatted = (text: string): boolean => /^\s*(<|CEF:|LEEF:)/.test(text);

/** What a sender wrapped: an object (or its text), a line of a known format, or plain words; `outer` is what the wrapping knows. */
export function addRecord(lines: Lines, record: unknown, outer: Record<string, unknown>): void {
  if (typeof record === 'string' && isFormatted(record)) {
    lines.formatted.push(record.replace(/[\r\n]+/g, ' ').trim());
    return;
  }
  const object = typeof record === 'string' ? objectIn(record) : record;
  const isObject = typeof object === 'object' && object !== null && !Array.isArray(object);
  lines.json.push(JSON.stringify(isObject ? { ...outer, ...object } : { ...outer, message: record }));
}

function objectIn(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Resolves when all of it is on the disk. */
export async function receiveLines(
  needs: DoorNeeds,
  name: string,
  { json, formatted }: Lines,
): Promise<void> {
  for (const lines of [json, formatted])
    if (lines.length > 0) await receive(needs, name, Buffer.from(`${lines.join('\n')}\n`));
}
