/** Real logs that nobody here wrote: counted, and compared where the same records exist in two shapes. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Event } from '../model.ts';
import { type InputReport, readPath, walkInputs } from './index.ts';

const data = resolve(import.meta.dirname, '../../..', process.env.CORDON_DATA ?? '../shared/data');
const present = existsSync(data);
if (!present) console.log(`skipped: ${data} is not there; set CORDON_DATA to the folder of shared test data`);

async function readBelow(folder: string, use: (event: Event) => void = () => {}): Promise<InputReport[]> {
  const reports: InputReport[] = [];
  for await (const { path } of walkInputs([join(data, folder)], (loss) =>
    expect.fail(JSON.stringify(loss)),
  )) {
    const reading = readPath(path);
    for await (const batch of reading) for (const event of batch) use(event);
    reports.push(...reading.reports);
  }
  return reports;
}

function sums(reports: readonly InputReport[]): Record<string, number> {
  const events: Record<string, number> = {};
  for (const { format, events: n } of reports) events[format] = (events[format] ?? 0) + n;
  return events;
}

describe.skipIf(!present)('real logs (needs CORDON_DATA)', () => {
  test.each<[string, Record<string, number>]>([
    ['lanes', { json: 50_000, 'windows-json': 40_000 }],
    ['zeek/zed-tsv', { zeek: 158_439 }],
    ['zeek/zed-json', { zeek: 158_439 }],
    ['zeek/labelled', { zeek: 42_907, unknown: 0 }],
    ['sigma/regression_data', { evtx: 122, 'windows-json': 122, unknown: 0 }],
    ['evtx/attack-samples', { evtx: 8_255, unknown: 0 }],
    ['otrf/atomic/windows/discovery', { 'windows-json': 11_134, unknown: 0 }],
  ])('%s: every record is read and nothing is lost', async (folder, expected) => {
    const reports = await readBelow(folder);
    expect(sums(reports)).toEqual(expected);
    expect(reports.flatMap((report) => report.losses)).toEqual([]);
  });

  test('damaged EVTX samples name what is lost in them', async () => {
    const reports = await readBelow('evtx/samples');
    expect(sums(reports).evtx).toBeGreaterThan(8_000);
    for (const loss of reports.flatMap((report) => report.losses)) expect(loss.where).toMatch(/^offset \d+$/);
  });

  test('Zeek TSV and JSON of the same records say the same, field by field', async () => {
    let compared = 0;
    let fields = 0;
    const differences: string[] = [];
    for (const name of readdirSync(join(data, 'zeek/zed-tsv'))) {
      const [tsv, json] = await Promise.all([
        collect(join(data, 'zeek/zed-tsv', name)),
        collect(join(data, 'zeek/zed-json', name.replace('.log.', '.json.'))),
      ]);
      expect(tsv.length).toBe(json.length);
      for (let i = 0; i < tsv.length; i += 1 + Math.floor(tsv.length / 50)) {
        const [a, b] = [tsv[i] as Event, json[i] as Event];
        compared++;
        expect(a.source.key).toBe(b.source.key);
        expect(a.envelope()).toEqual(b.envelope());
        for (const field of a.fieldNames()) {
          const [left, right] = [a.field(field), b.field(field)];
          if (field === 'ts' || same(left, right)) fields++;
          else
            differences.push(
              `${name} ${i} ${field}: ${JSON.stringify(left)} ${JSON.stringify(right)}`.slice(0, 600),
            );
        }
      }
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(700);
    expect(fields).toBeGreaterThan(9_000);
  });

  test('an EVTX and its JSON twin say the same, field by field', async () => {
    let fields = 0;
    const differences: string[] = [];
    for await (const { path } of walkInputs([join(data, 'sigma/regression_data')], () => {})) {
      if (!path.endsWith('.evtx')) continue;
      const [evtx, json] = await Promise.all([collect(path), collect(path.replace(/evtx$/, 'json'))]);
      const twins = new Map(json.map((event) => [event.recordId, event]));
      for (const event of evtx) {
        const twin = twins.get(event.recordId);
        if (!twin) expect.fail(`${path}: no twin of record ${event.recordId}`);
        for (const name of ['Channel', 'Computer', 'EventID', 'Provider_Name', ...twin.fieldNames()]) {
          const [left, right] = [event.field(name), twin.field(name)];
          // The twins were written with spaces at the ends cut off, one of them with a capital changed.
          const plain = (value: unknown) => String(value).trim().toLowerCase();
          if (plain(left) === plain(right) || /time$/i.test(name)) fields++;
          else differences.push(`${path.slice(-60)} ${name}: ${String(left)} ${String(right)}`);
        }
        expect(event.envelope().account).toBe(twin.envelope().account);
        expect(event.envelope().host).toBe(twin.envelope().host);
      }
    }
    expect(differences).toEqual([]);
    expect(fields).toBeGreaterThan(1_500);
  });
});

async function collect(path: string): Promise<Event[]> {
  const events: Event[] = [];
  for await (const batch of readPath(path)) events.push(...batch);
  return events;
}

/** Times are numbers in TSV and text in JSON; intervals are rounded to microseconds in TSV. */
function same(left: unknown, right: unknown): boolean {
  // TSV writes a set of one empty text like an empty set.
  if (Array.isArray(left) && left.length === 0) return right === undefined || String(right) === '';
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, i) => same(item, right[i]));
  }
  if (typeof left === 'number' && typeof right === 'number')
    return Math.abs(left - right) <= 1e-6 * Math.max(1, Math.abs(left));
  if (typeof left === 'number' && typeof right === 'string')
    return Math.abs(left * 1000 - Date.parse(right)) < 2 || String(left) === right;
  return left === right;
}
