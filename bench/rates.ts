/** What both tables of stores need: rates, and events as a Windows log-on is, 600 bytes of JSON each. */
import { createHash } from 'node:crypto';
import type { StoredEvent } from '@cordon/platform/events';

export const round = (value: number): string => Math.round(value).toLocaleString('en-GB');

/** Repeats `work`, which says how much it did, and gives the amount per second. */
export async function rate(seconds: number, work: () => number | Promise<number>): Promise<number> {
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < seconds * 1_000) done += await work();
  return (done / (performance.now() - start)) * 1_000;
}

/** `writers` of them at once. */
export const rateOf = (seconds: number, writers: number, work: () => Promise<number>): Promise<number> =>
  Promise.all(Array.from({ length: writers }, () => rate(seconds, work))).then((all) =>
    all.reduce((a, b) => a + b, 0),
  );

/** 260 characters, half of them different in every event, as names, ports and identifiers are. */
const textOf = (n: number): string =>
  `${'TargetUserName SubjectLogonId IpPort '.repeat(4).slice(0, 130)}${noise.slice((n * 131) % 60_000).slice(0, 130)}`;
const noise = createHash('shake256', { outputLength: 32_000 }).update('noise').digest('hex');

/** 2026-03-02, one event every 20 ms. */
export const eventOf = (n: number): StoredEvent => ({
  id: `4624-${n.toString(16).padStart(24, '0')}`,
  org: 'RXX',
  time: new Date(Date.UTC(2026, 2, 2) + n * 20).toISOString(),
  source: 'windows|Security|4624',
  format: 'evtx',
  host: `ws-${n % 800}`,
  account: `corp\\user${n % 600}`,
  src: `10.${n % 7}.0.${n % 250}`,
  dst: null,
  file: 'security.evtx',
  record_id: String(n),
  raw: JSON.stringify({ EventID: 4624, LogonType: n % 11, LogonGuid: n * 7919, Text: textOf(n) }),
});
