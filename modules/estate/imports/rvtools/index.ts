/** RVTools: what VMware runs (vInfo), the addresses of its machines (vNetwork) and the hosts that it runs on (vHost). */
import type { Claim } from '../claim.ts';
import { hasHeader, recordsOf, type TableRecord } from '../forms/rows.ts';
import type { Reading, TableImporter } from '../importer.ts';
import { addressKey, cloudKey, hostKeys, type Key, macKey, serialKey, uuidKey } from '../keys.ts';
import { assetKindOf, stated } from '../words.ts';

const described = { kind: 'rvtools', holds: 'catalogue', form: 'table' } as const;

/** Within one vCenter a machine is its own id; between two, that id may be another's. */
const machineKeys = (record: TableRecord): Key[] => [
  ...cloudKey(record.get('vmuuid') && `vmware/${record.get('vmuuid')}`),
  ...uuidKey(record.get('smbiosuuid')),
];

export const vmImporter: TableImporter = {
  ...described,
  title: 'RVTools vInfo and vNetwork (XLSX, CSV)',
  recognises: (rows) =>
    hasHeader(rows, 'vm', 'powerstate', 'host') || hasHeader(rows, 'vm', 'powerstate', 'macaddress'),
  *read(rows, reading) {
    for (const record of recordsOf(rows, ['vm', 'powerstate'])) {
      if (record.get('template')?.toLowerCase() === 'true') continue;
      yield* vmClaim(record, reading);
    }
  },
};

function* vmClaim(record: TableRecord, reading: Reading): Generator<Claim> {
  const vm = record.get('vm');
  // What a machine is called in vCenter is often not what it calls itself.
  const hostname = record.get('dnsname') ?? (hostKeys(vm).length > 0 ? vm : undefined);
  const addresses = [record.get('primaryipaddress'), ...(record.get('ipv4address') ?? '').split(/[,\s]+/)];
  const keys = [
    ...machineKeys(record),
    ...hostKeys(hostname),
    ...macKey(record.get('macaddress')),
    ...addresses.flatMap(addressKey),
  ];
  if (keys.length === 0) {
    reading.problem(record.line, 'a machine without an id or name was left out');
    return;
  }
  const os = record.get('osaccordingtothevmwaretools', 'osaccordingtotheconfigurationfile');
  yield {
    about: 'asset',
    keys,
    seen_at: reading.at,
    fields: stated({
      hostname,
      os,
      kind: assetKindOf(os) ?? 'server',
      power: record.get('powerstate'),
      attached_to: record.get('host'),
      notes: record.get('annotation'),
    }),
  };
}

export const vmwareHostImporter: TableImporter = {
  ...described,
  title: 'RVTools vHost (XLSX, CSV)',
  recognises: (rows) => hasHeader(rows, 'host', 'esxversion'),
  *read(rows, reading) {
    for (const record of recordsOf(rows, ['host', 'esxversion'])) {
      const hostname = record.get('host');
      const serial = record.get('serialnumber', 'servicetag');
      const keys = [
        ...uuidKey(record.get('uuid')),
        ...serialKey(serial),
        ...hostKeys(hostname),
        ...addressKey(hostname),
      ];
      if (keys.length === 0) {
        reading.problem(record.line, 'a host without a name was left out');
        continue;
      }
      yield {
        about: 'asset',
        keys,
        seen_at: reading.at,
        fields: stated({
          hostname,
          os: record.get('esxversion'),
          kind: 'hypervisor',
          manufacturer: record.get('vendor'),
          model: record.get('model'),
          serial,
          firmware: record.get('biosversion'),
        }),
      };
    }
  },
};
