/**
 * Splunk's HTTP Event Collector: what a sender wrapped is taken out of its wrapping, with the time and host of the wrapping
 * where the record itself has none. Pure.
 *
 * Source: Splunk documentation, "Format events for HTTP Event Collector".
 */

import { addRecord, type Lines } from './lines.ts';

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

/** @throws HecError: then nothing is taken */
export function readHec(text: string): Lines {
  const lines: Lines = { json: [], formatted: [] };
  for (const object of objectsIn(text)) addEvent(lines, parse(object));
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

function addEvent(lines: Lines, { event, host, time }: Wrapped): void {
  if (event === undefined) throw new HecError(12, 'event field is required');
  if (event === null || event === '') throw new HecError(13, 'event field cannot be blank');
  const at = timeOf(time);
  addRecord(lines, event, {
    ...(at !== undefined && { '@timestamp': at }),
    ...(typeof host === 'string' && { host }),
  });
}

/** Seconds since 1970, as a number or as text, with or without a fraction. */
function timeOf(time: unknown): string | undefined {
  const seconds = typeof time === 'number' || typeof time === 'string' ? Number(time) : Number.NaN;
  const date = new Date(seconds * 1000);
  return time === '' || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
