/**
 * Microsoft Defender for Endpoint: the `machines` list, the export assessments of software and vulnerabilities (pages of JSON with
 * `@odata.nextLink`, JSON lines of the file export, and the delta), and the same as tables from the portal or advanced hunting.
 * https://learn.microsoft.com/defender-endpoint/api/get-assessment-methods-properties
 */
import type { Claim } from '../claim.ts';
import { type JsonObject, objectOf } from '../forms/json-object.ts';
import { hasHeader, recordsOf, type TableRecord } from '../forms/rows.ts';
import type { JsonImporter, Reading, TableImporter } from '../importer.ts';
import { addressKey, defenderKey, hostKeys, type Key, macKey } from '../keys.ts';
import { assetKindOf, dayOf, severityOf, stated, timeOf } from '../words.ts';

const described = { kind: 'defender', holds: 'catalogue' } as const;

export const defenderImporter: JsonImporter = {
  ...described,
  title: 'Microsoft Defender devices, software and vulnerabilities (JSON pages and JSON lines)',
  form: 'json',
  lists: ['value'],
  recognises: (items) =>
    items.some(({ value }) => {
      const one = objectOf(value);
      return (
        (one.has('computerDnsName') && one.has('osPlatform')) ||
        (one.has('deviceId') && (one.has('softwareName') || one.has('cveId')))
      );
    }),
  *read(items, reading) {
    const known = new Set<Key>();
    for (const { line, list, value } of items) {
      const one = objectOf(value);
      if (list === null && !one.has('deviceId') && !one.has('id')) {
        if (one.text('@odata.nextLink'))
          reading.problem(
            line,
            'this is one page of several: import the others with it, under the same source',
          );
        continue;
      }
      if (one.has('computerDnsName')) yield* machineClaims(one, line, reading);
      else yield* assessmentClaims(one.text, line, known, reading);
    }
  },
};

export const defenderTableImporter: TableImporter = {
  ...described,
  title:
    'Microsoft Defender devices, software and vulnerabilities (CSV of the portal and of advanced hunting)',
  form: 'table',
  recognises: (rows) => hasHeader(rows, 'deviceid', 'devicename'),
  *read(rows, reading) {
    const known = new Set<Key>();
    for (const record of recordsOf(rows, ['deviceid', 'devicename'])) {
      const software = record.get('softwarename') ?? record.get('cveid');
      if (software === undefined) yield* deviceClaims(record, reading);
      else
        yield* assessmentClaims(
          (...names) => record.get(...names.map((name) => name.toLowerCase())),
          record.line,
          known,
          reading,
        );
    }
  },
};

function* machineClaims(one: JsonObject, line: number, reading: Reading): Generator<Claim> {
  const name = one.text('computerDnsName');
  const interfaces = one.list('ipAddresses').map(objectOf);
  const addresses = interfaces.flatMap((each) => addressKey(each.text('ipAddress')));
  const keys: Key[] = [
    ...defenderKey(one.text('id')),
    ...hostKeys(name),
    ...interfaces.flatMap((each) => macKey(each.text('macAddress'))),
    ...(addresses.length > 0 ? addresses : addressKey(one.text('lastIpAddress'))),
  ];
  if (keys.length === 0) {
    reading.problem(line, 'a device without an id or name was left out');
    return;
  }
  const os = osName(one.text('osPlatform'), one.text('version', 'osVersion'));
  yield {
    about: 'asset',
    keys: unique(keys),
    seen_at: timeOf(one.text('lastSeen')) ?? reading.at,
    fields: stated({
      hostname: name,
      os,
      kind: assetKindOf(one.text('deviceType'), os),
      manufacturer: one.text('manufacturer', 'vendor'),
      model: one.text('model'),
      sensor: one.text('healthStatus', 'onboardingStatus'),
    }),
  };
}

function* deviceClaims(record: TableRecord, reading: Reading): Generator<Claim> {
  const domain = record.get('domain');
  const short = record.get('devicename');
  const name = domain && short && !short.includes('.') ? `${short}.${domain}` : short;
  const several = (text: string | undefined) => (text ?? '').split(/[^0-9a-fA-F:.-]+/);
  const keys: Key[] = [
    ...defenderKey(record.get('deviceid')),
    ...hostKeys(name),
    ...several(record.get('macaddresses', 'macaddress')).flatMap(macKey),
    ...several(record.get('ipaddresses', 'ipaddress', 'lastipaddress')).flatMap(addressKey),
  ];
  if (keys.length === 0) {
    reading.problem(record.line, 'a device without an id or name was left out');
    return;
  }
  const os = osName(record.get('osplatform'), record.get('osversion', 'osversioninfo'));
  yield {
    about: 'asset',
    keys: unique(keys),
    seen_at: timeOf(record.get('lastseen', 'lastdeviceupdate', 'timestamp')) ?? reading.at,
    fields: stated({
      hostname: name,
      os,
      kind: assetKindOf(record.get('devicetype', 'devicesubtype', 'devicecategory'), os),
      manufacturer: record.get('vendor', 'manufacturer'),
      model: record.get('model'),
      sensor: record.get('healthstatus', 'sensorhealthstate', 'onboardingstatus'),
    }),
  };
}

/** A row of software, or of a vulnerability in it; a device that is met for the first time is claimed as well. */
function* assessmentClaims(
  text: (...names: readonly string[]) => string | undefined,
  line: number,
  known: Set<Key>,
  reading: Reading,
): Generator<Claim> {
  const [of] = defenderKey(text('deviceId'));
  const name = text('softwareName');
  if (of === undefined) {
    reading.problem(line, 'a row without a device id was left out');
    return;
  }
  const seen_at = timeOf(text('lastSeenTimestamp', 'eventTimestamp')) ?? reading.at;
  if (!known.has(of)) {
    known.add(of);
    const hostname = text('deviceName');
    const os = osName(text('osPlatform'), text('osVersion'));
    yield {
      about: 'asset',
      keys: [of, ...hostKeys(hostname)],
      seen_at,
      fields: stated({ hostname, os, kind: assetKindOf(os) }),
    };
  }
  const version = text('softwareVersion') ?? '';
  const vendor = text('softwareVendor');
  const cve = text('cveId');
  // The delta tells of what was mended since; what is mended is not claimed any more.
  if (text('status')?.toLowerCase() === 'fixed') return;
  if (cve === undefined) {
    if (name === undefined) return;
    const ended = /eos|eol|end/i.test(text('endOfSupportStatus') ?? '');
    const support_ends = ended || text('endOfSupportDate') ? dayOf(text('endOfSupportDate')) : undefined;
    yield { about: 'software', of, seen_at, name, version, ...stated({ vendor, support_ends }) };
    return;
  }
  const score = Number(text('cvssScore') ?? Number.NaN);
  const software = [vendor, name, version].filter(Boolean).join(' ');
  yield {
    about: 'vulnerability',
    of,
    seen_at,
    id: cve.toUpperCase(),
    severity: severityOf(text('vulnerabilitySeverityLevel')),
    ...stated({
      score: Number.isFinite(score) ? score : undefined,
      software,
      fix: text('recommendedSecurityUpdate'),
      exploit: exploitOf(text('exploitabilityLevel')),
    }),
  };
}

const exploits: Readonly<Record<string, 'none' | 'public' | 'verified'>> = {
  noexploit: 'none',
  exploitispublic: 'public',
  exploitisverified: 'verified',
  exploitisinkit: 'verified',
};
const exploitOf = (level: string | undefined) => exploits[level?.toLowerCase() ?? ''];

/** `Windows10` and `22H2` as people write them. */
function osName(platform: string | undefined, version: string | undefined): string | undefined {
  if (platform === undefined) return undefined;
  const spaced = platform.replace(
    /^(windows)(server)?(\d{2,4}(?:r2)?)$/i,
    (_, windows, server, number) => `${windows} ${server ? 'Server ' : ''}${number}`,
  );
  return [spaced, version === 'Other' ? undefined : version].filter(Boolean).join(' ');
}

const unique = (keys: readonly Key[]): Key[] => [...new Set(keys)];
