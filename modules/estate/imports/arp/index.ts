/** Which hardware answers for which address, and on which port of which switch: Cisco, Linux, BSD and Windows as their commands print it. */
import type { AssetClaim } from '../claim.ts';
import type { LineImporter } from '../importer.ts';
import { addressKey, macKey } from '../keys.ts';
import { stated } from '../words.ts';

interface Found {
  address?: string | undefined;
  mac: string | undefined;
  port?: string | undefined;
}

const mac = '([0-9a-f]{4}\\.[0-9a-f]{4}\\.[0-9a-f]{4}|(?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2})';
const shapes: readonly (readonly [RegExp, (found: RegExpExecArray) => Found])[] = [
  // show ip arp
  [
    new RegExp(`^Internet\\s+([\\d.]+)\\s+(?:\\d+|-)\\s+${mac}\\s+\\w+\\s*(\\S*)`, 'i'),
    ([, address, hardware, port]) => ({ address, mac: hardware, port }),
  ],
  // show ip arp of NX-OS
  [
    new RegExp(`^([\\d.]+)\\s+(?:\\d\\d:\\d\\d:\\d\\d|-)\\s+${mac}\\s+(\\S+)`, 'i'),
    ([, address, hardware, port]) => ({ address, mac: hardware, port }),
  ],
  // show mac address-table
  [
    new RegExp(
      `^[*+\\s]*(?:\\d+|-|All)\\s+${mac}\\s+(?:dynamic|static|secure\\w*)\\s+(?:\\S+\\s+){0,3}?([A-Za-z]{2,}[\\d/.]+)\\s*$`,
      'i',
    ),
    ([, hardware, port]) => ({ mac: hardware, port }),
  ],
  // ip neigh
  [
    new RegExp(`^(\\S+) dev (\\S+) lladdr ${mac}`, 'i'),
    ([, address, port, hardware]) => ({ address, mac: hardware, port }),
  ],
  // arp -a of Linux and BSD
  [
    new RegExp(`^\\S+ \\(([\\d.]+)\\) at ${mac} `, 'i'),
    ([, address, hardware]) => ({ address, mac: hardware }),
  ],
  // arp -a of Windows
  [
    new RegExp(`^\\s+([\\d.]+)\\s+${mac}\\s+(?:dynamic|static)`, 'i'),
    ([, address, hardware]) => ({ address, mac: hardware }),
  ],
];

/** A port behind which more than a few answer leads to another switch: it says nothing of where each is. */
const mostOnPort = 4;

export const arpImporter: LineImporter = {
  kind: 'arp',
  title: 'ARP and MAC tables (show ip arp, show mac address-table, ip neigh, arp -a)',
  holds: 'sightings',
  form: 'lines',
  recognises: (lines) => lines.some(({ text }) => shapes.some(([shape]) => shape.test(text))),
  *read(lines, reading) {
    const found: (Found & { line: number })[] = [];
    const onPort = new Map<string, Set<string>>();
    let device: string | undefined;
    for (const { line, text } of lines) {
      // The prompt, where the command was typed, names whose table it is.
      device = /^([\w.-]+)[#>]\s*sh/i.exec(text)?.[1] ?? device;
      for (const [shape, read] of shapes) {
        const match = shape.exec(text);
        if (!match) continue;
        const one = read(match);
        found.push({ ...one, line });
        if (one.port && one.mac) onPort.set(one.port, (onPort.get(one.port) ?? new Set()).add(one.mac));
        break;
      }
    }
    for (const { address, mac: hardware, port, line } of found) {
      const keys = [...macKey(padded(hardware)), ...addressKey(address)];
      if (macKey(padded(hardware)).length === 0) continue;
      const isPlace =
        port !== undefined && /\d[/.]\d|^(?:gi|fa|te|eth)/i.test(port) && !/^eth\d|^vlan|^po/i.test(port);
      const isCrowded = port !== undefined && (onPort.get(port)?.size ?? 0) > mostOnPort;
      const attached_to = isPlace && !isCrowded ? [device, port].filter(Boolean).join(' ') : undefined;
      if (keys.length < 2 && attached_to === undefined && address !== undefined)
        reading.problem(line, `${address} is no address of a machine; it was left out`);
      else
        yield {
          about: 'asset',
          keys,
          seen_at: reading.at,
          fields: stated({ attached_to }),
        } satisfies AssetClaim;
    }
  },
};

/** BSD leaves out zeros: `0:11:22:3:4:5`. */
const padded = (text: string | undefined): string | undefined =>
  text?.includes('.')
    ? text
    : text
        ?.split(/[:-]/)
        .map((part) => part.padStart(2, '0'))
        .join(':');
