/** Risk: some value, of some type, in some order, is not read as it was written. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EvtxWriteRecord, readEvtxBuffer, type WriteValue, writeEvtx } from './index.ts';

/** A value to write, and what must be read. */
type Case = readonly [WriteValue, unknown];

const hex = (n: bigint) => `0x${n.toString(16)}`;
const exact = (n: bigint) => (n >= -(2n ** 53n) && n < 2n ** 53n ? Number(n) : n);
/** Text without NULs: a trailing one is trimmed, and lists are separated by them. */
const plain = fc.string({
  unit: fc.constantFrom('a', 'Z', '\\', '"', ' ', 'é', '漢', '😀', '\ud800', '\u202e', '\n'),
});
const guid = fc.uuid().map((id) => id.toUpperCase());
const sid = fc
  .array(fc.nat(0xffff_ffff), { minLength: 1, maxLength: 6 })
  .map((parts) => `S-1-5-${parts.map(String).join('-')}`);
const time = fc
  .tuple(
    fc.date({ min: new Date('1700-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
    fc.nat(9_999_999),
  )
  .map(([date, units]) => `${date.toISOString().slice(0, 19)}.${String(units).padStart(7, '0')}Z`);

const value: fc.Arbitrary<Case> = fc.oneof(
  plain.map((text): Case => [text, text]),
  fc.integer().map((n): Case => [n, n]),
  fc.double({ noNaN: true }).map((n): Case => [{ type: 'float64', value: n }, n]),
  fc.boolean().map((b): Case => [b, b]),
  fc.constant<Case>([null, null]),
  fc.nat(255).map((n): Case => [{ type: 'uint8', value: n }, n]),
  fc.integer({ min: -128, max: 127 }).map((n): Case => [{ type: 'int8', value: n }, n]),
  fc.nat(65_535).map((n): Case => [{ type: 'uint16', value: n }, n]),
  fc.integer({ min: -32_768, max: 32_767 }).map((n): Case => [{ type: 'int16', value: n }, n]),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n): Case => [{ type: 'uint64', value: n }, exact(n)]),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((n): Case => [{ type: 'int64', value: n }, exact(n)]),
  fc.nat(0xffff_ffff).map((n): Case => [{ type: 'hex32', value: n }, hex(BigInt(n))]),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n): Case => [{ type: 'hex64', value: n }, hex(n)]),
  guid.map((id): Case => [{ type: 'guid', value: id }, id]),
  sid.map((id): Case => [{ type: 'sid', value: id }, id]),
  time.map((iso): Case => [{ type: 'filetime', value: iso }, iso]),
  fc
    .uint8Array({ maxLength: 40 })
    .map(
      (bytes): Case => [{ type: 'binary', value: bytes }, Buffer.from(bytes).toString('hex').toUpperCase()],
    ),
  fc.array(plain, { maxLength: 5 }).map((texts): Case => [{ type: 'strings', value: texts }, texts]),
  fc
    .array(fc.nat(65_535), { maxLength: 5 })
    .map((list): Case => [{ type: 'integers', of: 'uint16', value: list }, list]),
);

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,20}$/).map((text) => `x${text}`);

const record = fc.record({
  provider: fc.record({ name: fc.constantFrom('Microsoft-Windows-Sysmon', 'Service Control Manager'), guid }),
  eventId: fc.nat(65_535),
  level: fc.nat(5),
  timeCreated: time,
  channel: fc.constantFrom('Security', 'System', 'Microsoft-Windows-Sysmon/Operational'),
  computer: plain,
  processId: fc.nat(0xffff_ffff),
  fields: fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 12 }),
  repeat: fc.integer({ min: 1, max: 40 }),
});

test('what is written is read back, field by field, over several chunks', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 12 }), (cases) => {
      const all = cases.flatMap(({ repeat, fields, ...rest }) =>
        Array.from({ length: repeat }, () => ({
          write: {
            ...rest,
            eventData: fields.map(([key, [write]]) => [key, write] as const),
          } as EvtxWriteRecord,
          fields,
        })),
      );
      const bytes = writeEvtx(all.map(({ write }) => write));
      const contents = readEvtxBuffer(bytes);
      let i = 0;
      for (const got of contents.records) {
        const { write, fields } = all[i++]!;
        expect(got.recordId).toBe(i);
        expect(got.eventId).toBe(write.eventId);
        expect(got.channel).toBe(write.channel);
        expect(got.computer).toBe(write.computer);
        expect(got.timeCreated).toBe(write.timeCreated);
        expect(got.field('Execution_ProcessID')).toBe(write.processId);
        for (const [key, [, want]] of fields) expect(got.field(key), key).toEqual(want);
        expect(
          Object.keys((got.toJSON() as { Event: { EventData: object | null } }).Event.EventData ?? {}),
        ).toEqual(fields.map(([key]) => key));
      }
      expect(i).toBe(all.length);
      expect(contents.losses).toEqual([]);
    }),
    { numRuns: 25, seed: 20_260_302 },
  );
});

test('a value or record that cannot be stored is refused, not cut', () => {
  const base = {
    provider: { name: 'p' },
    eventId: 1,
    timeCreated: '2026-01-01T00:00:00Z',
    channel: 'c',
    computer: 'h',
  };
  expect(() => writeEvtx([{ ...base, eventData: { x: { type: 'uint8', value: 256 } } }])).toThrow(RangeError);
  expect(() => writeEvtx([{ ...base, eventData: { x: { type: 'sid', value: 'no' } } }])).toThrow(RangeError);
  expect(() => writeEvtx([{ ...base, eventData: { x: { type: 'guid', value: 'no' } } }])).toThrow(RangeError);
  expect(() => writeEvtx([{ ...base, timeCreated: 'yesterday' }])).toThrow(RangeError);
  expect(() => writeEvtx([{ ...base, eventData: { x: 'a'.repeat(40_000) } }])).toThrow(RangeError);
  expect([
    ...readEvtxBuffer(writeEvtx([{ ...base, eventData: { x: 'a'.repeat(30_000) } }])).records,
  ]).toHaveLength(1);
});
