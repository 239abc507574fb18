/** NetFlow as nfdump prints it (`nfdump -o csv`, versions 1.6 and 1.7). A record is one direction; who called is told by the ports. */
import { createFlows } from '../flows.ts';
import { hasHeader, recordsOf } from '../forms/rows.ts';
import type { TableImporter } from '../importer.ts';
import { timeOf } from '../words.ts';

export const netflowImporter: TableImporter = {
  kind: 'netflow',
  title: 'NetFlow and IPFIX as nfdump prints them (nfdump -o csv)',
  holds: 'sightings',
  form: 'table',
  recognises: (rows) =>
    hasHeader(rows, 'sa', 'da', 'sp', 'dp') || hasHeader(rows, 'srcaddr', 'dstaddr', 'srcport', 'dstport'),
  *read(rows, reading) {
    const flows = createFlows(reading);
    for (const record of recordsOf(rows, ['sa', 'da'], ['srcaddr', 'dstaddr'])) {
      // Totals stand at the end.
      if (record.get('sa', 'srcaddr') === undefined || record.get('da', 'dstaddr') === undefined) continue;
      const protocol = (record.get('pr', 'proto') ?? 'unknown').toLowerCase();
      const [from, to] = [record.get('sa', 'srcaddr'), record.get('da', 'dstaddr')];
      const [own, other] = [
        Number(record.get('sp', 'srcport') ?? 0),
        Number(record.get('dp', 'dstport') ?? 0),
      ];
      // A reply comes from the port that was called, which is the lower one.
      const isReply = protocol !== 'icmp' && own !== 0 && own < other;
      const port = isReply ? own : other;
      flows.add({
        ...(isReply ? { from: to, to: from } : { from, to }),
        protocol,
        port: protocol === 'icmp' || !Number.isInteger(port) || port < 1 || port > 65_535 ? null : port,
        at: timeOf(record.get('te', 'ts', 'firstseen')),
        bytes: Number(record.get('ibyt', 'bytes') ?? 0) || 0,
      });
    }
    yield* flows.claims();
  },
};
