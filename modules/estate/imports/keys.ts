/**
 * Keys: by what two sources know that they speak of the same thing. One spelling each, and none for what is on a thousand machines
 * at once ("To be filled by O.E.M."), since that would make one asset of them all.
 */
import { canonicalAddress } from '../network.ts';

/** `kind:value`, such as `mac:00:50:56:ab:cd:ef`. */
export type Key = `${KeyKind}:${string}`;

export type KeyKind =
  | 'id'
  | 'serial'
  | 'uuid'
  | 'sid'
  | 'defender'
  | 'cloud'
  | 'dn'
  | 'fqdn'
  | 'mac'
  | 'host'
  | 'address'
  | 'login'
  | 'name'
  | 'model';

export const keyKind = (key: Key): KeyKind => key.slice(0, key.indexOf(':')) as KeyKind;
export const keyValue = (key: Key): string => key.slice(key.indexOf(':') + 1);

const clean = (text: string | undefined): string => (text ?? '').trim();
const longest = 512;

/** Values that makers and tools write where they know none. */
const fillers =
  /^(?:-+|n\/?a|none|null|unknown|undefined|default(?: string)?|not (?:specified|available|applicable)|to be filled.*|system serial number|chassis serial number|0+|f+|x+|1234567890?|0123456789)$/i;

/** A value that says something, or undefined. */
export function said(text: string | undefined): string | undefined {
  const value = clean(text);
  return value === '' || value.length > longest || fillers.test(value) ? undefined : value;
}

/** `00:50:56:ab:cd:ef` from any of the usual spellings; undefined for what no single machine has. */
export function canonicalMac(text: string | undefined): string | undefined {
  const hex = clean(text)
    .replace(/[-:.\s]/g, '')
    .toLowerCase();
  if (!/^[0-9a-f]{12}$/.test(hex)) return undefined;
  const isGroup = (Number.parseInt(hex.slice(0, 2), 16) & 1) === 1;
  // Addresses that routers share among them: VRRP, HSRP.
  const isShared = /^(?:00005e0001|00005e0002|00000c07ac|00000c9ff)/.test(hex);
  if (isGroup || isShared || /^0+$/.test(hex)) return undefined;
  return hex.match(/../g)!.join(':');
}

/** Addresses that a machine has for itself, or that are no machine's. */
const nobodys = /^(?:0\.|127\.|169\.254\.|22[4-9]\.|23\d\.|24\d\.|25[0-5]\.|0:0:0:0:0:0:0:[01]$|fe[89ab]|ff)/;

export function hostAddress(text: string | undefined): string | undefined {
  const address = canonicalAddress(clean(text));
  return address === undefined || nobodys.test(address) ? undefined : address;
}

/** Of a private range (RFC 1918, RFC 6598, RFC 4193): inside, whoever's inside it is. */
export const isPrivate = (address: string): boolean =>
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:)/.test(
    address,
  );

const key =
  (kind: KeyKind) =>
  (text: string | undefined): Key[] => {
    const value = said(text);
    return value === undefined ? [] : [`${kind}:${value.toLowerCase()}`];
  };

export const idKey = key('id');
export const sidKey = key('sid');
export const dnKey = key('dn');
export const defenderKey = key('defender');
export const cloudKey = key('cloud');
export const loginKey = key('login');
export const accountNameKey = key('name');

/** Short serials are numbers that every maker begins with. */
export function serialKey(text: string | undefined): Key[] {
  const value = said(text)?.replace(/[\s-]/g, '').toLowerCase();
  return value === undefined || value.length < 6 || fillers.test(value) ? [] : [`serial:${value}`];
}

/** What boards carry that were never given one of their own. */
const sharedUuids = new Set(['03000200040005000006000700080009']);

export function uuidKey(text: string | undefined): Key[] {
  const hex = clean(text)
    .replace(/[-{}\s]/g, '')
    .toLowerCase();
  const isOne = /^[0-9a-f]{32}$/.test(hex) && !/^(.)\1+$/.test(hex) && !sharedUuids.has(hex);
  return isOne ? [`uuid:${hex}`] : [];
}

export function macKey(text: string | undefined): Key[] {
  const mac = canonicalMac(text);
  return mac === undefined ? [] : [`mac:${mac}`];
}

export function addressKey(text: string | undefined): Key[] {
  const address = hostAddress(text);
  return address === undefined ? [] : [`address:${address}`];
}

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** The full name where there is a domain, and always the short one; nothing for an address or what is no name. */
export function hostKeys(text: string | undefined): Key[] {
  const name = clean(text).toLowerCase().replace(/\.$/, '').replace(/\$$/, '');
  const labels = name.split('.');
  if (name.length > 253 || !labels.every((one) => label.test(one))) return [];
  const short = labels[0]!;
  const isAddress = /^[\d.]+$/.test(name);
  if (isAddress || fillers.test(short) || short === 'localhost' || name.endsWith('.in-addr.arpa')) return [];
  return labels.length > 1 ? [`fqdn:${name}`, `host:${short}`] : [`host:${short}`];
}

const simplified = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** Company forms, which one source writes and another leaves out. */
const forms =
  /\b(?:inc|incorporated|ltd|limited|llc|gmbh|corp|corporation|co|company|plc|ag|sa|medical systems|healthcare)\b/g;

export function modelKey(manufacturer: string | undefined, model: string | undefined): Key[] {
  const name = simplified(said(model) ?? '');
  if (name === '') return [];
  const maker = simplified(simplified(said(manufacturer) ?? '').replace(forms, ' '));
  return [`model:${maker}/${name}`];
}
