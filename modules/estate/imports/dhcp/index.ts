/** DHCP leases: who had which address when. ISC dhcpd's lease file, and the table of Get-DhcpServerv4Lease. */
import type { AssetClaim, Claim } from '../claim.ts';
import { hasHeader, recordsOf } from '../forms/rows.ts';
import type { LineImporter, Reading, TableImporter } from '../importer.ts';
import { addressKey, hostKeys, macKey } from '../keys.ts';
import { stated, timeOf } from '../words.ts';

const described = { kind: 'dhcp', holds: 'sightings' } as const;

export const iscLeaseImporter: LineImporter = {
  ...described,
  title: 'leases of ISC dhcpd (dhcpd.leases)',
  form: 'lines',
  recognises: (lines) => lines.some(({ text }) => /^lease [\d.]+ \{/.test(text)),
  *read(lines, reading) {
    let open: { line: number; address: string; said: Map<string, string> } | undefined;
    for (const { line, text } of lines) {
      const start = /^lease ([\d.]+) \{/.exec(text);
      if (start) {
        if (open) reading.problem(open.line, 'this lease does not end; it was left out');
        open = { line, address: start[1]!, said: new Map() };
      } else if (open && text.startsWith('}')) {
        yield* iscClaim(open.address, open.said, open.line, reading);
        open = undefined;
      } else if (open) {
        const said = /^\s+(hardware ethernet|client-hostname|binding state|starts|cltt) (.*?);/.exec(text);
        if (said) open.said.set(said[1]!, said[2]!);
      }
    }
    if (open) reading.problem(open.line, 'this lease does not end; it was left out');
  },
};

/** Dates are `2 2026/03/17 08:00:00` in UTC, or `epoch 1773734400`. */
const iscTime = (text: string | undefined): string | undefined =>
  timeOf(
    text
      ?.replace(/^\d /, '')
      .replaceAll('/', '-')
      .replace(/^epoch /, ''),
  );

function* iscClaim(
  address: string,
  said: ReadonlyMap<string, string>,
  line: number,
  reading: Reading,
): Generator<Claim> {
  const state = said.get('binding state');
  if (state !== undefined && state !== 'active') return;
  yield* leaseClaim(
    {
      mac: said.get('hardware ethernet'),
      address,
      name: said.get('client-hostname')?.replaceAll('"', ''),
      seen_at: iscTime(said.get('cltt')) ?? iscTime(said.get('starts')),
    },
    line,
    reading,
  );
}

export const windowsLeaseImporter: TableImporter = {
  ...described,
  title: 'leases of Windows DHCP (Get-DhcpServerv4Lease, or exported from its console)',
  form: 'table',
  recognises: (rows) =>
    hasHeader(rows, 'ipaddress', 'scopeid', 'clientid') || hasHeader(rows, 'clientipaddress', 'uniqueid'),
  *read(rows, reading) {
    for (const record of recordsOf(rows, ['ipaddress', 'clientid'], ['clientipaddress', 'uniqueid'])) {
      const state = record.get('addressstate')?.toLowerCase() ?? '';
      if (state.startsWith('declined') || state.startsWith('expired') || state.startsWith('inactive'))
        continue;
      const lease = {
        mac: record.get('clientid', 'uniqueid'),
        address: record.get('ipaddress', 'clientipaddress'),
        name: record.get('hostname', 'name'),
        seen_at: undefined,
      };
      yield* leaseClaim(lease, record.line, reading);
    }
  },
};

interface Lease {
  mac: string | undefined;
  address: string | undefined;
  name: string | undefined;
  seen_at: string | undefined;
}

function* leaseClaim(
  { mac, address, name, seen_at }: Lease,
  line: number,
  reading: Reading,
): Generator<AssetClaim> {
  // An identifier of the client may have the type of its network before its address.
  const keys = [
    ...macKey(mac?.replace(/^01(?=(?:[:-]?[0-9a-f]{2}){6}$)/i, '')),
    ...hostKeys(name),
    ...addressKey(address),
  ];
  if (keys.length < 2) {
    reading.problem(line, 'a lease that does not say who has it was left out');
    return;
  }
  yield { about: 'asset', keys, seen_at: seen_at ?? reading.at, fields: stated({ hostname: name }) };
}
