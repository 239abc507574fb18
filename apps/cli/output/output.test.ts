/** Guards: the promised fields of a finding, and attackers' text that runs in a spreadsheet, a page or a terminal. */
import type { Finding } from '@cordon/detection';
import { describe, expect, it } from 'vitest';
import { csvRow } from './csv.ts';
import { toRecord } from './record.ts';
import { createGatherer, reportOf } from './report/index.ts';
import { createTallies, explained, tableOf } from './table.ts';

const hostile = '=cmd|"/c calc"!A1<script>alert(1)</script>\x1b]0;owned\x07';
const finding: Finding = {
  id: 'f1',
  rule_id: '6a8b7c4e-0000-4000-8000-000000000001',
  title: 'Shadow copies deleted',
  level: 'high',
  tags: ['attack.impact', 'attack.t1490'],
  time: '2026-03-18T10:00:00.1234567Z',
  host: hostile,
  account: 'CORP\\a',
  source_address: null,
  destination_address: null,
  destination_port: null,
  file: 'logs.zip!security.evtx',
  record_id: '42',
  reason: [
    { selection: 'sel', field: 'CommandLine', test: 'contains', wanted: 'delete shadows', found: hostile },
  ],
  format: 'evtx',
  source: 'evtx',
  event: { CommandLine: hostile },
};

describe('what a scan prints', () => {
  it('keeps the contract of --format ndjson', () => {
    const record = toRecord(finding, null);
    expect(Object.keys(record).slice(0, 11)).toEqual([
      'rule_id',
      'title',
      'level',
      'tags',
      'time',
      'host',
      'account',
      'file',
      'record_id',
      'reason',
      'services',
    ]);
    expect(record.services).toBeNull();
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });

  it('writes no cell that a spreadsheet would run', () => {
    for (const start of ['=', '+', '-', '@', '\t', '\r']) {
      const row = csvRow(toRecord({ ...finding, host: `${start}1+1` }, null));
      expect(row).toContain(`"'${start}1+1"`);
    }
  });

  it('shows hostile text in the report as text', () => {
    const gatherer = createGatherer();
    gatherer.add(finding);
    const page = reportOf({
      gathered: gatherer.result(),
      incidents: [],
      estate: null,
      inputs: [],
      paths: [],
      events: 1,
      rules: { loaded: 1, refused: 0 },
      at: '2026-03-18T11:00:00Z',
    });
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&lt;script&gt;alert');
    expect(page).not.toMatch(/(src|href)="?http/);
  });

  it('lets no control character reach the terminal', () => {
    const tallies = createTallies();
    tallies.add(finding);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
    expect(tableOf(tallies.sorted(), 140) + explained(finding)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  });
});
