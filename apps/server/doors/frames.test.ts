/** Risk: messages of one sender run together or cut apart, or memory that a hostile sender fills. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrames, longest } from './frames.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
function read(chunks: readonly Uint8Array[]): string[] {
  const frames = createFrames();
  return [...chunks.flatMap((chunk) => frames.push(chunk)), ...frames.end()].map((message) =>
    message.toString('utf8'),
  );
}

/** Cuts a buffer where the numbers say. */
function pieces(whole: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length];
  return places.slice(1).map((end, i) => whole.subarray(places[i], end));
}

const line = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .map((text) => `<34>1 ${text.replace(/[\n\r\0]/g, '_')}`);

describe('frames of syslog', () => {
  it('are the messages that were sent, however each was framed and wherever the network cut them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, fc.constantFrom('count', '\n', '\r\n', '\0')), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (sent, cuts) => {
          const whole = Buffer.concat(
            sent.map(([message, how]) =>
              how === 'count' ? bytes(`${bytes(message).length} ${message}`) : bytes(`${message}${how}`),
            ),
          );
          expect(read(pieces(whole, cuts))).toEqual(sent.map(([message]) => message));
        },
      ),
    );
  });

  it('a counted message keeps the line ends within it; the last message needs no end', () => {
    expect(read([bytes('10 <34>a\nb\n c,<34>last')])).toEqual(['<34>a\nb\n c', ',<34>last']);
    expect(read([bytes('2026 was a year\n<1>x')])).toEqual(['2026 was a year', '<1>x']);
  });

  it('a message that is too long is cut once, and what follows is whole', () => {
    for (const [long, after] of [
      [`<34>${'x'.repeat(longest * 2)}\n`, '<34>next'],
      [`${longest * 2 + 4} <34>${'x'.repeat(longest * 2)}`, '8 <34>next'],
    ]) {
      for (const size of [1024, 70_001, longest * 4]) {
        const whole = bytes(`${long}${after}`);
        const cuts = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) => i * size);
        const messages = read(pieces(whole, cuts));
        expect(messages.map((message) => message.length)).toEqual([longest, 8]);
      }
    }
  });

  it('survives whatever comes, in bounded memory', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 30 }), (chunks) => {
        const frames = createFrames();
        const out = [...chunks.flatMap((chunk) => frames.push(chunk)), ...frames.end()];
        const size = (parts: readonly Uint8Array[]) => parts.reduce((sum, part) => sum + part.length, 0);
        expect(size(out)).toBeLessThanOrEqual(size(chunks));
      }),
    );
  });
});
