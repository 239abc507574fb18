/** An event in one line: lists of events are read down, and a record begins with what is the same in all of them. Pure. */

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
