/**
 * Guards: a file that was damaged, or made to do harm, and takes the process down, takes all memory, or loses what is sound in it; and
 * claims that depend on the pieces in which a file arrives.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFault } from '@cordon/platform/fault';
import fc from 'fast-check';
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type Budget, gunzipped, readZip } from './forms/zip.ts';
import { type ReadResult, readFile } from './read-file.ts';
import { exported, readBytes } from './testing/sample.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const samples = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((path) => /samples[\\/][^\\/]+$/.test(path))
  .map((path) => ({ path, bytes: new Uint8Array(readFileSync(join(here, path))) }));

/** What comes of it; a refusal with a word on what to do is an answer too. */
function outcome(name: string, chunks: readonly Uint8Array[]): ReadResult | string {
  try {
    return readFile({ name, open: () => chunks }, { at: exported });
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
}

const inPieces = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

interface Edit {
  at: number;
  kind: 'set' | 'cut' | 'insert' | 'repeat';
  byte: number;
  length: number;
}
const edits = fc.array(
  fc.record<Edit>({
    at: fc.nat(20_000),
    kind: fc.constantFrom('set', 'cut', 'insert', 'repeat'),
    byte: fc.oneof(fc.constantFrom(0, 10, 34, 38, 44, 58, 60, 62, 91, 92, 93, 123, 125, 0xff), fc.nat(255)),
    length: fc.integer({ min: 1, max: 60 }),
  }),
  { minLength: 1, maxLength: 5 },
);

function edited(bytes: Uint8Array, list: readonly Edit[]): Uint8Array {
  let result = bytes;
  for (const { at: wanted, kind, byte, length } of list) {
    const at = result.length === 0 ? 0 : wanted % result.length;
    const [before, rest] = [result.subarray(0, at), result.subarray(at)];
    const middle =
      kind === 'repeat' ? rest.subarray(0, length) : new Uint8Array(kind === 'cut' ? 0 : length).fill(byte);
    result = Buffer.concat([before, middle, kind === 'cut' || kind === 'set' ? rest.subarray(length) : rest]);
  }
  return result;
}

describe.each(samples)('$path', ({ path, bytes }) => {
  it('says the same in whatever pieces it arrives', () => {
    const whole = outcome(path, [bytes]);
    expect(typeof whole).toBe('object');
    // A few pieces of every size that matters: one byte, odd, and larger than any buffer.
    for (const size of [1, 7, 4_096]) expect(outcome(path, inPieces(bytes, size))).toEqual(whole);
  });

  it('is read or refused however it is damaged, and every claim names what it is about', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const result = outcome(path, [edited(bytes, list)]);
        if (typeof result === 'string') return;
        for (const { claims, problems } of result.parts) {
          for (const claim of claims)
            if (claim.about === 'asset') expect(claim.keys.length).toBeGreaterThan(0);
          for (const { reason } of problems) expect(reason).not.toBe('');
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('what is made to do harm', () => {
  const text = (content: string) => new TextEncoder().encode(content);
  const problems = (result: ReadResult | string) =>
    typeof result === 'string'
      ? result
      : result.parts.flatMap((part) => part.problems.map(({ reason }) => reason)).join('; ');

  it('nests without end', () => {
    const deepJson = `{"value":[{"id":"a","computerDnsName":"a","osPlatform":"L"},${'['.repeat(500_000)}`;
    expect(problems(outcome('a.json', [text(deepJson)]))).toContain('nested more than');
    const deepXml = `<nmaprun><host><status state="up"/><address addr="10.0.0.1" addrtype="ipv4"/></host><host>${'<a>'.repeat(200_000)}`;
    const result = outcome('a.xml', [text(deepXml)]) as ReadResult;
    expect(problems(result)).toContain('nested more than');
    expect(result.parts[0]?.claims).toHaveLength(1);
  });

  it('names files and unfolds entities', () => {
    const xml = `<!DOCTYPE nmaprun [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>
<nmaprun><host><status state="up"/><address addr="10.0.0.1" addrtype="ipv4"/><hostnames><hostname name="&b;&c;" type="PTR"/></hostnames></host></nmaprun>`;
    const result = outcome('a.xml', [text(xml)]);
    expect(JSON.stringify(result)).not.toMatch(/aaaa|root:/);
    expect(problems(result)).toContain('no sound XML');
  });

  it('unpacks to more than it may', () => {
    const bomb = gzipSync(new Uint8Array(8 << 20));
    const unpack = (budget: Budget) => {
      for (const chunk of gunzipped([bomb], budget)) expect(chunk.length).toBeLessThan(1 << 24);
    };
    expect(() => unpack({ left: 1 << 20 })).toThrow(expect.objectContaining({ code: 'ARCHIVE_TOO_LARGE' }));
    const [member] = readZip(zipSync({ 'a.csv': new Uint8Array(8 << 20) }), { left: 1 << 20 });
    expect(() => [...member!.open()]).toThrow(expect.objectContaining({ code: 'ARCHIVE_TOO_LARGE' }));
  });

  it('stands in archives in archives', () => {
    let inner = zipSync({ 'a.csv': text('Host,OS\na,b\n') });
    for (let i = 0; i < 10; i++) inner = zipSync({ 'a.zip': inner });
    expect(outcome('a.zip', [inner])).toBe('NOT_KNOWN');
  });

  it('has a line, a quote and an item without end', () => {
    const csv = `Host,OS\na,Linux\n${'x'.repeat(3 << 20)}\n"never closed\n${'b,Linux\n'.repeat(1_000)}`;
    const { parts } = readBytes('a.csv', text(csv));
    const names = parts[0]!.claims.flatMap((claim) => (claim.about === 'asset' ? claim.keys : []));
    expect(names).toContain('host:a');
    // The quote costs some rows and not the file.
    expect(names.filter((key) => key === 'host:b').length).toBeGreaterThan(500);
    const json = `{"value":[{"id":"a","computerDnsName":"a","osPlatform":"L"},{"id":"${'y'.repeat(20 << 20)}"},{"id":"b","computerDnsName":"b","osPlatform":"L"}]}`;
    const read = outcome('a.json', inPieces(text(json), 1 << 20)) as ReadResult;
    expect(read.parts[0]?.claims).toHaveLength(2);
    expect(problems(read)).toContain('longer than 16 MB');
  });
});
