/**
 * Gzip (several members, as rotated logs are joined) and raw deflate (inside zip), streamed. Unlike a
 * pipe, everything that came out before the damage is delivered first and the damage named after it.
 * What follows the end of the compressed data is left alone; `onEnd` tells how many bytes it took.
 */
import { createGunzip, createInflateRaw } from 'node:zlib';
import { Damage } from '../report.ts';
import { type Budget, spend } from './budget.ts';

/** Deflate expands at most 1,032 times, so a piece of this size gives at most 16 MiB before the budget is asked. */
const PIECE = 16 * 1024;

const WORDS: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: 'the compressed data ends too early',
  Z_DATA_ERROR: 'the compressed data is damaged',
};

export async function* inflate(
  bytes: AsyncIterable<Uint8Array>,
  kind: 'gzip' | 'deflate',
  budget: Budget,
  onEnd?: (consumed: number) => void,
): AsyncGenerator<Uint8Array> {
  const options = { chunkSize: 128 * 1024 };
  const stream = kind === 'gzip' ? createGunzip(options) : createInflateRaw(options);
  let out: Buffer[] = [];
  let failure: NodeJS.ErrnoException | undefined;
  let ended = false;
  let closed = false;
  let wake = () => {};
  stream.on('data', (data: Buffer) => out.push(data));
  stream.on('end', () => {
    ended = true;
  });
  stream.on('error', (error) => {
    failure = error;
  });
  // A write that fails is never answered: the stream closes instead.
  stream.on('close', () => {
    closed = true;
    wake();
  });

  function* drain() {
    const ready = out;
    out = [];
    for (const data of ready) {
      spend(budget, data.length);
      yield data;
    }
  }
  const damage = () =>
    new Damage(WORDS[failure?.code ?? ''] ?? `the compressed data is damaged (${failure?.message})`);
  const settled = (start: (done: () => void) => void) =>
    new Promise<void>((done) => {
      wake = done;
      if (closed) done();
      else start(done);
    });

  try {
    try {
      for await (const chunk of bytes) {
        for (let at = 0; at < chunk.length && !failure && !ended; at += PIECE) {
          await settled((done) => stream.write(chunk.subarray(at, at + PIECE), () => done()));
          yield* drain();
        }
        if (failure) throw damage();
        if (ended) break;
      }
    } catch (error) {
      yield* drain();
      throw error;
    }
    await settled(() => stream.end());
    yield* drain();
    if (failure) throw damage();
    onEnd?.(stream.bytesWritten);
  } finally {
    stream.destroy();
  }
}
