/** Records that were taken out of a sender's wrapping, one a line. */
import { type DoorNeeds, receive } from './received.ts';

/** Those that are JSON, and those in a format of their own: they are read apart. */
export interface Lines {
  json: string[];
  formatted: string[];
}

/** A line of a format that says for itself when and where it was: syslog, CEF, LEEF, XML, JSON. */
const isFormatted = (text: string): boolean => /^\s*(<|\{|CEF:|LEEF:)/.test(text);

/** What a sender wrapped: an object, a line of a known format, or plain words; `outer` is what the wrapping knows of it. */
export function addRecord(lines: Lines, record: unknown, outer: Record<string, unknown>): void {
  const line =
    typeof record === 'object' && record !== null && !Array.isArray(record)
      ? JSON.stringify({ ...outer, ...record })
      : typeof record === 'string' && isFormatted(record)
        ? record.replace(/[\r\n]+/g, ' ').trim()
        : JSON.stringify({ ...outer, message: record });
  (line.startsWith('{') ? lines.json : lines.formatted).push(line);
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
