/** Queries of the hunting language as the console writes them, and an event in one line. */

/** `host:"pacs-01"`: in quotes, so that whatever a log calls a host is taken as it is. */
export const huntTerm = (field: string, value: string): string => `${field}:"${value.replaceAll('"', '""')}"`;

const hourMs = 3_600_000;

/** An hour either side of a moment; without a moment, the page's own range. */
export function huntAround(time: string | null): { since?: string; until?: string } {
  const at = time === null ? Number.NaN : Date.parse(time);
  if (Number.isNaN(at)) return {};
  return { since: new Date(at - hourMs).toISOString(), until: new Date(at + hourMs).toISOString() };
}

/** What says most about an event in few words, in the order in which to look for it. */
const telling = [
  'CommandLine',
  'ScriptBlockText',
  'TargetFilename',
  'TargetObject',
  'Image',
  'NewProcessName',
  'ServiceName',
  'ShareName',
  'TargetUserName',
  'signature',
  'query',
  'uri',
  'message',
  'msg',
];

/** Enough for any line, and cheap for a record of any size. */
const longest = 300;
const mostNodes = 400;

/** The most telling field of a record, or its beginning when it has none. `record` is JSON text. */
export function summaryOf(record: string): string {
  let top: unknown;
  try {
    top = JSON.parse(record);
  } catch {
    return record.slice(0, longest);
  }
  const found = new Map<string, string>();
  const queue: unknown[] = [top];
  for (let at = 0; at < queue.length && at < mostNodes; at++) {
    const node = queue[at];
    if (typeof node !== 'object' || node === null) continue;
    for (const [name, value] of Object.entries(node)) {
      if (typeof value === 'object') queue.push(value);
      else if (typeof value === 'string' && value.trim() !== '' && !found.has(name)) found.set(name, value);
    }
  }
  const name = telling.find((one) => found.has(one));
  return (name === undefined ? record : `${name}: ${found.get(name)}`).slice(0, longest);
}
