/** Risk: records of real, odd or damaged logs are skipped without a word. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEvtxBuffer } from './index.ts';
import { filesBelow, sharedData } from './testing/data.ts';

const samples = sharedData('evtx/samples');
const attacks = sharedData('evtx/attack-samples');

/** Records that are in each file, and what must be said about those that are not. */
const expected: Record<string, { records: number; losses?: string[]; why: string }> = {
  '2-system-Microsoft-Windows-LiveId%4Operational.evtx': {
    records: 399,
    why: 'a full log that wrapped around',
  },
  '2-vss_7-System.evtx': {
    records: 1160,
    losses: ['records-missing 262'],
    why: 'a shadow copy: after record 1155 comes chunk 12 with record 1418',
  },
  'Application_no_crc32.evtx': { records: 17, why: 'header flag 4: no checksums' },
  'E_Windows_system32_winevt_logs_Microsoft-Windows-Shell-Core%4Operational.evtx': {
    records: 1146,
    why: 'plain',
  },
  'Microsoft-Windows-HelloForBusiness%4Operational.evtx': {
    records: 6,
    losses: ['chunk-checksum 0', 'records-missing 14'],
    why: 'the chunk says 20 records; behind the sixth there are only zeros',
  },
  'Security_short_selected.evtx': { records: 7, why: 'a saved selection' },
  'Security_with_size_t.evtx': { records: 636, why: 'values of the size type' },
  'issue_201.evtx': { records: 1, why: 'a forwarded event: all text, no template' },
  'sample-with-zero-data-size-event.evtx': {
    records: 450,
    losses: ['chunk-checksum 0', 'record-header 0'],
    why: 'ids 1 to 450; record 3 states a size of 0 but is whole, and others stop there and find 335',
  },
  'security.evtx': { records: 2261, why: 'plain' },
  'sysmon.evtx': {
    records: 358,
    losses: ['chunk-unreadable 0'],
    why: 'never closed: behind the ninth chunk lies what was on the disk before',
  },
  'system.evtx': { records: 1881, why: 'plain' },
};

describe.skipIf(!samples)('samples', () => {
  for (const [name, { records, losses = [], why }] of Object.entries(expected)) {
    test(`${name}: ${why}`, () => {
      const file = filesBelow(samples!, '.evtx').find((path) => basename(path) === name);
      const contents = readEvtxBuffer(readFileSync(file!));
      const ids = new Set<number | bigint>();
      for (const record of contents.records) {
        ids.add(record.recordId);
        expect(JSON.stringify(record)).toMatch(/^\{"Event":\{/);
      }
      expect(ids.size).toBe(records);
      expect(contents.losses.map((loss) => `${loss.reason} ${loss.recordsLost}`)).toEqual(losses);
    });
  }

  test('no sample is left out of the table', () => {
    expect(filesBelow(samples!, '.evtx').map((path) => basename(path))).toEqual(Object.keys(expected).sort());
  });
});

describe.skipIf(!attacks)('attack recordings', () => {
  test('every record of every file is read, and nothing is lost', () => {
    const files = filesBelow(attacks!, '.evtx');
    let records = 0;
    let unnamed = 0;
    for (const file of files) {
      const bytes = readFileSync(file);
      const contents = readEvtxBuffer(bytes);
      let inFile = 0;
      for (const record of contents.records) {
        inFile++;
        JSON.stringify(record);
        for (const name of record.fieldNames()) record.field(name);
        if (record.eventId < 0 || record.channel === '' || record.computer === '') unnamed++;
      }
      expect(contents.losses, file).toEqual([]);
      // The chunks say how many records they hold: that is the count to reach.
      expect(inFile, file).toBe(statedRecords(bytes));
      records += inFile;
    }
    console.log(`${files.length} attack recordings: ${records} records, 0 lost`);
    // One recording is a converted trace (RPC, 415 events) whose events name no channel.
    expect(unnamed).toBe(415);
  });
});

function statedRecords(bytes: Buffer): number {
  let count = 0n;
  for (let at = 0x1000; at + 0x10000 <= bytes.length; at += 0x10000) {
    if (bytes.toString('latin1', at, at + 7) !== 'ElfChnk') continue;
    count += bytes.readBigUInt64LE(at + 32) - bytes.readBigUInt64LE(at + 24) + 1n;
  }
  return Number(count);
}
