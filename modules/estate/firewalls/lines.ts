/** Lines and packets as people are shown them. Pure. */
import { formatAddress, formatPacket, type Packet, type Step } from '@cordon/firewall';
import type { ExamplePacket, RuleLine } from './model.ts';

/** The lines of a way, each once, in the order in which a packet meets them. */
export function linesOf(path: readonly Step[], fileOf: (device: string) => string): RuleLine[] {
  const lines = new Map<string, RuleLine>();
  for (const { device, lines: hits } of path) {
    for (const { line } of hits) {
      const text = line.text.trim();
      lines.set(`${device}\n${line.line}\n${text}`, { device, file: fileOf(device), line: line.line, text });
    }
  }
  return [...lines.values()];
}

export const exampleOf = (packet: Packet, holder: (address: string) => string | null): ExamplePacket => ({
  packet: formatPacket(packet),
  from: holder(formatAddress(packet.source)),
  to: holder(formatAddress(packet.destination)),
});

/** For people: `sah-fw01.xml:212 rule "imaging supplier"`. */
export const formatLine = ({ file, line, text }: RuleLine): string =>
  line === 0 ? `${file} ${text}` : `${file}:${line} ${text}`;
