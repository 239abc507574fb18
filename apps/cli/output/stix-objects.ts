/**
 * STIX 2.1 objects (OASIS, June 2021), built from plain values. Pure. Ids are deterministic, so that sharing the same finding
 * twice makes no second object: cyber-observables by section 2.9 of the specification, everything else in a namespace of
 * our own, which section 2.9 asks for.
 */
import { createHash } from 'node:crypto';

export interface StixObject {
  type: string;
  spec_version: '2.1';
  id: string;
  [property: string]: unknown;
}

/** The namespace that the specification sets for cyber-observables, and for nothing else. */
const observableNamespace = '00abedb4-aa42-466c-9c01-fed23315a9b7';
const ownNamespace = '5d0c4f0e-6c1b-4d0e-9a55-3f6a0f6f2c11';

/** RFC 9562, version 5: SHA-1 over namespace and name. */
export function uuid5(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name);
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** RFC 8785 for what cyber-observables are told apart by: keys in order of UTF-16, no white space. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}

export const ownId = (type: string, ...parts: string[]): string =>
  `${type}--${uuid5(ownNamespace, JSON.stringify([type, ...parts]))}`;

/** STIX times are UTC with milliseconds. Null for what is no time. */
export function stixTime(iso: string | null): string | null {
  const at = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** A cyber-observable; `contributing` names the properties that its id is made of, in so far as they are there. */
function observable(
  type: string,
  contributing: readonly string[],
  properties: Record<string, unknown>,
): StixObject {
  const there = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined);
  const own = Object.fromEntries(there.filter(([name]) => contributing.includes(name)));
  const id = `${type}--${uuid5(observableNamespace, canonical(own))}`;
  return { type, spec_version: '2.1', id, ...Object.fromEntries(there) };
}

export const ipAddress = (value: string): StixObject =>
  observable(value.includes(':') ? 'ipv6-addr' : 'ipv4-addr', ['value'], { value });

export const userAccount = (login: string): StixObject =>
  observable('user-account', ['account_type', 'user_id', 'account_login'], { account_login: login });

export const directory = (path: string): StixObject => observable('directory', ['path'], { path });

/** Only the first of these counts for a file's id. */
const hashOrder = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];

export function file(
  name: string,
  parent: StixObject | null,
  hashes: Readonly<Record<string, string>>,
): StixObject {
  const properties = { name, parent_directory_ref: parent?.id };
  const first = hashOrder.find((algorithm) => hashes[algorithm] !== undefined);
  if (first === undefined) return observable('file', ['name', 'parent_directory_ref'], properties);
  const counted = ['hashes', 'name', 'parent_directory_ref'];
  const { id } = observable('file', counted, { ...properties, hashes: { [first]: hashes[first] } });
  return { ...observable('file', counted, { ...properties, hashes: { ...hashes } }), id };
}

/** A process has no contributing properties: it is one only at its place and time, which `where` must tell. */
export function process(
  where: readonly string[],
  { pid, commandLine, image, user, parent }: ProcessParts,
): StixObject {
  return {
    type: 'process',
    spec_version: '2.1',
    id: ownId('process', ...where),
    ...(pid !== null && { pid }),
    ...(commandLine !== null && { command_line: commandLine }),
    ...(image && { image_ref: image.id }),
    ...(user && { creator_user_ref: user.id }),
    ...(parent && { parent_ref: parent.id }),
  };
}

interface ProcessParts {
  pid: number | null;
  commandLine: string | null;
  image: StixObject | null;
  user: StixObject | null;
  parent: StixObject | null;
}

export const networkTraffic = (from: StixObject, to: StixObject, port: number | null): StixObject =>
  observable('network-traffic', ['src_ref', 'dst_ref', 'dst_port', 'protocols'], {
    src_ref: from.id,
    dst_ref: to.id,
    dst_port: port,
    // The record does not always say which transport; the network layer is what the addresses tell.
    protocols: [to.type === 'ipv6-addr' ? 'ipv6' : 'ipv4'],
  });

/** TLP 2.0 as OASIS publishes it for STIX 2.1: consumers know these ids. */
const markings = {
  clear: '94868c89-83c2-464b-929b-a1a8aa3c8487',
  green: 'bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: '55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'amber+strict': '939a9414-2ddd-4d32-a0cd-375ea402b003',
  red: 'e828b379-4e03-4974-9ac4-e53a884c97c1',
} as const;
export type Tlp = keyof typeof markings;

export const tlpMarking = (tlp: Tlp): StixObject => ({
  type: 'marking-definition',
  spec_version: '2.1',
  id: `marking-definition--${markings[tlp]}`,
  created: '2022-10-01T00:00:00.000Z',
  name: `TLP:${tlp.toUpperCase()}`,
  extensions: {
    'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d': {
      extension_type: 'property-extension',
      tlp_2_0: tlp,
    },
  },
});

/** What domain and relationship objects have in common. */
export interface Common {
  /** When what the object says came to be; the same on every run, because it is part of what the id stands for. */
  created: string;
  modified?: string;
  by: StixObject | null;
  marking: StixObject;
}

export function domainObject(
  type: string,
  key: readonly string[],
  { created, modified = created, by, marking }: Common,
  properties: Record<string, unknown>,
): StixObject {
  const there = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined);
  return {
    type,
    spec_version: '2.1',
    id: ownId(type, ...key),
    ...(by && { created_by_ref: by.id }),
    created,
    modified,
    object_marking_refs: [marking.id],
    ...Object.fromEntries(there),
  };
}

export const relationship = (from: StixObject, type: string, to: StixObject, common: Common): StixObject =>
  domainObject('relationship', [from.id, type, to.id], common, {
    relationship_type: type,
    source_ref: from.id,
    target_ref: to.id,
  });
