/** Risk: one damaged place in a log hides the rest of it, or hides that something is gone. */
import { describe, expect, test } from 'vitest';
import { type EvtxLoss, isEvtx, readEvtxBuffer, writeEvtx } from './index.ts';
import { sysmonProcesses } from './testing/sample-records.ts';

const FIRST_CHUNK = 0x1000;
const CHUNK = 0x10000;

/** Five chunks or so; each test damages a copy. */
const whole = writeEvtx(sysmonProcesses(1_000));
const total = 1_000;

function damaged(
  change: (bytes: Buffer) => void,
  bytes = whole,
): { ids: number[]; losses: readonly EvtxLoss[] } {
  const copy = Buffer.from(bytes);
  change(copy);
  const contents = readEvtxBuffer(copy);
  const records = [...contents.records];
  const named = new Set(contents.losses.map((loss) => loss.recordId));
  for (const record of records) {
    // A record that nothing was said about must be whole.
    if (named.has(record.recordId)) continue;
    expect(record.field('CommandLine')).toBe(`cmd.exe /c echo ${Number(record.recordId) - 1}`);
  }
  return { ids: records.map((record) => Number(record.recordId)), losses: contents.losses };
}

const said = (losses: readonly EvtxLoss[]) => losses.map((loss) => `${loss.reason} ${loss.recordsLost}`);
const lost = (losses: readonly EvtxLoss[]) => losses.reduce((sum, loss) => sum + loss.recordsLost, 0);

/** Offset of the n-th record (0-based) of a chunk. */
function recordAt(bytes: Buffer, chunk: number, n: number): number {
  let at = FIRST_CHUNK + chunk * CHUNK + 0x200;
  for (let i = 0; i < n; i++) at += bytes.readUInt32LE(at + 4);
  return at;
}

describe('the file header', () => {
  test('a wrong checksum is said, and everything is read', () => {
    const { ids, losses } = damaged((bytes) => bytes.writeUInt32LE(1, 124));
    expect(ids).toHaveLength(total);
    expect(said(losses)).toEqual(['file-header 0']);
  });

  test('absent checksums are nothing to complain about', () => {
    const { ids, losses } = damaged((bytes) => {
      bytes.writeUInt32LE(0, 124);
      for (let at = FIRST_CHUNK; at < bytes.length; at += CHUNK) {
        bytes.writeUInt32LE(0, at + 52);
        bytes.writeUInt32LE(0, at + 124);
      }
    });
    expect(ids).toHaveLength(total);
    expect(losses).toEqual([]);
  });

  test('flag 4 switches checksums off', () => {
    const { ids, losses } = damaged((bytes) => {
      bytes.writeUInt32LE(4, 120);
      bytes.writeUInt32LE(12_345, FIRST_CHUNK + 52);
    });
    expect(ids).toHaveLength(total);
    expect(losses).toEqual([]);
  });

  test('counts that say there is nothing are not believed', () => {
    const { ids } = damaged((bytes) => bytes.fill(0, 8, 32).writeUInt16LE(0, 42));
    expect(ids).toHaveLength(total);
  });

  test('a wiped header costs no record', () => {
    const { ids, losses } = damaged((bytes) => bytes.fill(0xee, 0, FIRST_CHUNK));
    expect(ids).toHaveLength(total);
    expect(said(losses)).toEqual(['not-evtx 0']);
  });

  test('a chunk on its own is read', () => {
    const carved = Buffer.from(whole.subarray(FIRST_CHUNK, FIRST_CHUNK + CHUNK));
    expect(isEvtx(carved)).toBe(true);
    const contents = readEvtxBuffer(carved);
    expect([...contents.records].length).toBeGreaterThan(100);
    expect(said(contents.losses)).toEqual(['file-header 0']);
  });

  test('format 3.2 is read, an unknown one is said', () => {
    const minor2 = readEvtxBuffer(writeEvtx(sysmonProcesses(3), { minorVersion: 2 }));
    expect([...minor2.records]).toHaveLength(3);
    expect(minor2.losses).toEqual([]);
    const { ids, losses } = damaged((bytes) => bytes.writeUInt16LE(9, 38));
    expect(ids).toHaveLength(total);
    expect(losses[0]!.detail).toContain('version 9.1');
  });

  test('what is no event log is named as such', () => {
    for (const junk of [Buffer.alloc(0), Buffer.from('PK'), Buffer.alloc(200_000, 'not a log ')]) {
      const contents = readEvtxBuffer(junk);
      expect([...contents.records]).toEqual([]);
      expect(contents.losses[0]!.reason).toBe('not-evtx');
      expect(isEvtx(junk)).toBe(false);
    }
    expect(isEvtx(whole)).toBe(true);
  });
});

describe('a chunk', () => {
  test('after zeroed chunks is read, and the gap is counted', () => {
    const { ids, losses } = damaged((bytes) => bytes.fill(0, FIRST_CHUNK + CHUNK, FIRST_CHUNK + 3 * CHUNK));
    expect(ids).toContain(total);
    expect(said(losses)).toEqual([`records-missing ${total - ids.length}`]);
    expect(losses[0]!.chunk).toBe(3);
  });

  test('with a bad signature still gives its records', () => {
    const { ids, losses } = damaged((bytes) => bytes.write('XXXXXXXX', FIRST_CHUNK + CHUNK, 'latin1'));
    expect(ids).toHaveLength(total);
    expect(said(losses)).toEqual(['chunk-header 0']);
  });

  test('overwritten whole is one loss, with the number of records it held', () => {
    const { ids, losses } = damaged((bytes) =>
      bytes.fill(0x41, FIRST_CHUNK + CHUNK, FIRST_CHUNK + 2 * CHUNK),
    );
    expect(ids.length + lost(losses)).toBe(total);
    expect(said(losses)).toEqual([`chunk-unreadable ${total - ids.length}`]);
    expect(losses[0]).toMatchObject({ chunk: 1, offset: FIRST_CHUNK + CHUNK });
  });

  test('changed after writing is said', () => {
    const { ids, losses } = damaged((bytes) => {
      const at = recordAt(bytes, 2, 5) + 16;
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    });
    expect(ids).toHaveLength(total);
    expect(said(losses)).toEqual(['chunk-checksum 0']);
    expect(losses[0]!.chunk).toBe(2);
  });

  test('cut off by the end of the file gives what is there', () => {
    const { ids, losses } = damaged(() => {}, whole.subarray(0, FIRST_CHUNK + CHUNK + 20_000));
    expect(losses.map((loss) => loss.reason)).toContain('chunk-truncated');
    const inTwoChunks = Number(Buffer.from(whole).readBigUInt64LE(FIRST_CHUNK + CHUNK + 32));
    expect(ids.length + lost(losses)).toBe(inTwoChunks);
    expect(ids.length).toBeGreaterThan(150);
  });
});

describe('a record', () => {
  const size = (bytes: Buffer, at: number, value: number) => bytes.writeUInt32LE(value, at + 4);

  test.each([
    ['zero', 0],
    ['tiny', 8],
    ['huge', 0xffff_ffff],
  ])('whose size is %s is read up to the next one', (_, stated) => {
    const { ids, losses } = damaged((bytes) => size(bytes, recordAt(bytes, 1, 3), stated));
    expect(ids).toHaveLength(total);
    expect(said(losses)).toContain('record-header 0');
  });

  test('whose signature is gone is one lost record, named', () => {
    const { ids, losses } = damaged((bytes) =>
      bytes.fill(0xaa, recordAt(bytes, 1, 3), recordAt(bytes, 1, 3) + 16),
    );
    expect(ids).toHaveLength(total - 1);
    const loss = losses.find((one) => one.reason === 'record-header')!;
    expect(loss.recordsLost).toBe(1);
    expect(loss.offset).toBe(recordAt(Buffer.from(whole), 1, 3));
  });

  test('three overwritten in a row are counted from the numbers around them', () => {
    const { ids, losses } = damaged((bytes) =>
      bytes.fill(0xaa, recordAt(bytes, 1, 3), recordAt(bytes, 1, 6)),
    );
    expect(ids).toHaveLength(total - 3);
    expect(lost(losses)).toBe(3);
  });

  test('the last ones of a chunk are counted from its header', () => {
    const { ids, losses } = damaged((bytes) => {
      const count =
        Number(bytes.readBigUInt64LE(FIRST_CHUNK + 32) - bytes.readBigUInt64LE(FIRST_CHUNK + 24)) + 1;
      bytes.fill(0, recordAt(bytes, 0, count - 4), FIRST_CHUNK + CHUNK);
    });
    expect(ids).toHaveLength(total - 4);
    expect(lost(losses)).toBe(4);
  });

  test('with a broken body is one lost record, with its number', () => {
    const { ids, losses } = damaged((bytes) => bytes.writeUInt32LE(0xfff0, recordAt(bytes, 1, 3) + 24 + 10));
    expect(ids).toHaveLength(total - 1);
    const loss = losses.find((one) => one.reason === 'record-body')!;
    expect(loss.recordsLost).toBe(1);
    expect(ids).not.toContain(loss.recordId);
  });

  test('with values that reach beyond its end keeps those before', () => {
    const at = recordAt(Buffer.from(whole), 1, 3);
    const copy = Buffer.from(whole);
    // The first value of the fragment's list (RuleName) now claims more than the record has.
    const fragment = copy.indexOf(Buffer.of(7, 0, 0, 0, 2, 0, 1, 0), at);
    copy.writeUInt16LE(0xfff0, fragment + 4);
    const contents = readEvtxBuffer(copy);
    const all = [...contents.records];
    expect(all).toHaveLength(total);
    const record = all.find((one) => one.offset === at)!;
    expect(record.eventId).toBe(1);
    expect(record.computer).toBe('PATH-WS-01.st-aldhelms.example');
    expect(record.field('RuleName')).toBeNull();
    expect(contents.losses.map((loss) => loss.reason)).toContain('record-values');
  });
});

test('a wrapped log, whose numbers step back once, has lost nothing', () => {
  const copy = Buffer.from(whole);
  const first = Buffer.from(copy.subarray(FIRST_CHUNK, FIRST_CHUNK + CHUNK));
  copy.copyWithin(FIRST_CHUNK, FIRST_CHUNK + CHUNK);
  first.copy(copy, copy.length - CHUNK);
  const contents = readEvtxBuffer(copy);
  expect([...contents.records]).toHaveLength(total);
  expect(contents.losses).toEqual([]);
});
