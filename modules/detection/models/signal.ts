/** The nouns of models: an event as models see it, and what they have to say before any threshold. */
import type { Estate } from '@cordon/estate';
import type { Envelope, Event, FieldValue, Format, Json } from '../model.ts';
import type { ModelId } from './catalogue.ts';
import type { Progress } from './learning.ts';

/** An event that has a time, with the names that models key their memory by worked out once. */
export interface Seen {
  readonly event: Event;
  readonly envelope: Envelope;
  /** Milliseconds, event time. */
  readonly at: number;
  /** Host name in lower case, without its domain; addresses as they are. */
  readonly host: string | undefined;
  /** Bare account in lower case; undefined for machines and for the system itself. */
  readonly account: string | undefined;
  readonly eventId: number | undefined;
  readonly channel: string | undefined;
}

/** The record a signal is about, or the last one of a source that fell silent: enough to make a finding after a restart. */
export interface Origin {
  source: string;
  format: Format;
  file: string;
  recordId: string;
  envelope: Envelope;
  record: Json;
}

/** One number that made the score: what was found, and what is usual. */
export interface Feature {
  field: string | null;
  measure: string;
  found: string;
  usual: string;
}

export interface Signal {
  model: ModelId;
  score: number;
  /** Whom it is about: one finding for each subject while it goes on. */
  subject: string;
  at: number;
  origin: Origin;
  features: Feature[];
}

/** Says that `model` gives this subject this score because of this event. Features are asked for only if anyone listens. */
export type Say = (
  model: ModelId,
  subject: string,
  score: number,
  about: Seen | { at: number; origin: Origin },
  features: () => Feature[],
) => void;

/** What a family of models is made with. */
export interface FamilyNeeds {
  readonly estate: Estate | null;
  readonly seed: number;
  readonly say: Say;
  /** A text with what is sealed in it opened, so that a patient is known again whichever key sealed the name. */
  readonly openPatients: (text: string) => string;
}

export interface Family {
  add(seen: Seen): void;
  /** Event time has reached this moment, whether or not anything was logged. */
  advance(at: number): void;
  /** What its models wait for before they speak; those that the catalogue says need nothing do not wait. */
  progress(): Progress;
  snapshot(): unknown;
}

/** Characters of any value that models look at, and of any name that they remember. */
const LOOKED_AT = 2048;
const NAME = 256;

export const text = (value: FieldValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' && value !== '-'
    ? value.slice(0, LOOKED_AT)
    : typeof value === 'number' || typeof value === 'bigint'
      ? String(value)
      : undefined;

export const number = (value: FieldValue | undefined): number | undefined => {
  const found = typeof value === 'string' ? Number(value) : typeof value === 'bigint' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
};

/** Every text in a field that may be one value or a list. */
export const texts = (value: FieldValue | undefined): string[] =>
  (Array.isArray(value) ? (value as readonly FieldValue[]) : [value])
    .map(text)
    .filter((each) => each !== undefined);

const MACHINE =
  /^(system|localsystem|local service|networkservice|localservice|network service|anonymous logon|dwm-\d+|umfd-\d+|-|unknown)$/;

export function bareAccount(account: string | undefined): string | undefined {
  const bare = account
    ?.replace(/^.*\\/, '')
    .replace(/[@/].*$/, '')
    .trim()
    .toLowerCase();
  return bare === undefined || bare === '' || bare.endsWith('$') || MACHINE.test(bare) ? undefined : bare;
}

const ADDRESS = /^[\d.]+$|:/;
const bareHost = (host: string | undefined): string | undefined =>
  host === undefined || host === '' || host === '-'
    ? undefined
    : ADDRESS.test(host)
      ? host
      : host.split('.')[0]!.toLowerCase();

/** A record may hold anything where a name belongs: what is no text, or endless, must neither stop a model nor fill its memory. */
function bounded(envelope: Envelope): Envelope {
  const names: Envelope = {};
  for (const key of ['time', 'host', 'account', 'sourceAddress', 'destinationAddress'] as const) {
    const value: unknown = envelope[key];
    if (typeof value === 'string') names[key] = value.length > NAME ? value.slice(0, NAME) : value;
  }
  if (typeof envelope.destinationPort === 'number') names.destinationPort = envelope.destinationPort;
  return names;
}

/** Undefined for a record without a time: models order by event time and can do nothing with it. */
export function see(event: Event): Seen | undefined {
  const envelope = bounded(event.envelope());
  const at = envelope.time === undefined ? Number.NaN : Date.parse(envelope.time);
  if (Number.isNaN(at)) return undefined;
  const { EventID, Channel } = event.source.fixed;
  return {
    event,
    envelope,
    at,
    host: bareHost(envelope.host),
    account: bareAccount(envelope.account),
    eventId: typeof EventID === 'number' ? EventID : undefined,
    channel: typeof Channel === 'string' ? Channel : undefined,
  };
}

export const originOf = ({ event, envelope }: Seen): Origin => ({
  source: event.source.key,
  format: event.source.format,
  file: event.file,
  recordId: event.recordId,
  envelope,
  record: event.raw(),
});

/** Ranges that cannot be on the internet (RFC 1918, 3927, 4193, 4291, 5771, 6890). */
const INSIDE =
  /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|0\.|22[4-9]\.|23\d\.|25[0-5]\.|::1?$|f[cde]|ff)/i;

/** The hospital's own, by its ranges where they are known. */
export function isInside(address: string, estate: Estate | null): boolean {
  const zone = estate?.zoneOfAddress(address);
  return zone === undefined ? INSIDE.test(address) : zone.kind !== 'internet';
}

/** Where a host belongs: its peers are the machines of the same zone that run the same system. */
export function hostGroup(host: string, estate: Estate | null): string {
  const asset = estate?.assetByHost(host) ?? estate?.assetByAddress(host);
  return asset ? `${asset.zone}/${asset.system ?? asset.kind}` : 'unknown host';
}

/** What a host is, more coarsely: a workstation among users, a server, a gateway at the edge. */
export function hostClass(host: string, estate: Estate | null): string {
  const asset = estate?.assetByHost(host) ?? estate?.assetByAddress(host);
  const zone = asset ? estate?.zone(asset.zone) : estate?.zoneOfAddress(host);
  if (!asset)
    return zone ? `unknown host in ${zone.kind}` : isInside(host, estate) ? 'unknown host inside' : 'outside';
  return `${zone?.kind ?? 'no'} zone, ${asset.kind}`;
}

/** Whom an account is compared with. Without an estate everybody is everybody's peer. */
export function peerGroup(account: string, estate: Estate | null): string {
  const known = estate?.account(account);
  return known ? `${known.kind}/${known.role}` : 'unknown account';
}
