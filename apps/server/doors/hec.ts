/**
 * Splunk's HTTP Event Collector: what a sender wrapped is taken out of its wrapping, with the time and host of the wrapping
 * where the record itself has none. Pure.
 *
 * Source: Splunk documentation, "Format events for HTTP Event Collector".
 */

/** Why a body is not taken, with Splunk's own code for it. */
export class HecError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

interface Wrapped {
  time?: unknown;
  host?: unknown;
  event?: unknown;
}

/** Objects written one after the other, with or without anything between. */
export function* objectsIn(text: string): Generator<string> {
  let depth = 0;
  let start = -1;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{') {
      if (depth++ === 0) start = i;
    } else if (char === '}' && depth > 0 && --depth === 0) yield text.slice(start, i + 1);
    else if (depth === 0 && !/[\s,[\]]/.test(char!))
      throw new HecError(6, 'between the events stands something else');
  }
  if (depth > 0 || inString) throw new HecError(6, 'the last event is cut off');
}

/** Lines of records: those that are JSON, and those in a format of their own, which are read apart. */
export interface HecLines {
  json: string[];
  formatted: string[];
}

/** @throws HecError: then nothing is taken */
export function readHec(text: string): HecLines {
  const lines: HecLines = { json: [], formatted: [] };
  for (const object of objectsIn(text)) {
    const line = lineOf(parse(object));
    (line.startsWith('{') ? lines.json : lines.formatted).push(line);
  }
  if (lines.json.length + lines.formatted.length === 0) throw new HecError(5, 'no data');
  return lines;
}

function parse(text: string): Wrapped {
  try {
    return JSON.parse(text) as Wrapped;
  } catch {
    throw new HecError(6, 'an event is not JSON');
  }
}

function lineOf(wrapped: Wrapped): string {
  const { event, host } = wrapped;
  if (event === undefined) throw new HecError(12, 'event field is required');
  if (event === null || event === '') throw new HecError(13, 'event field cannot be blank');
  const outer = {
    ...(timeOf(wrapped.time) && { '@timestamp': timeOf(wrapped.time) }),
    ...(typeof host === 'string' && { host }),
  };
  if (typeof event === 'object' && !Array.isArray(event)) return JSON.stringify({ ...outer, ...event });
  if (typeof event === 'string' && isFormatted(event)) return event.replace(/[\r\n]+/g, ' ').trim();
  return JSON.stringify({ ...outer, message: event });
}

/** A line of a format that says for itself when and where it was: syslog, CEF, LEEF, XML, JSON. */
const isFormatted = (text: string): boolean => /^\s*(<|\{|CEF:|LEEF:)/.test(text);

/** Seconds since 1970, as a number or as text, with or without a fraction. */
function timeOf(time: unknown): string | undefined {
  const seconds = typeof time === 'number' || typeof time === 'string' ? Number(time) : Number.NaN;
  const date = new Date(seconds * 1000);
  return time === '' || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
