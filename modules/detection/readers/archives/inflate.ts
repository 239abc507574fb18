/**
 * Gzip (several members, as rotated logs are joined) and raw deflate (inside zip), streamed. Unlike a
 * pipe, everything that came out before the damage is delivered first and the damage named after it.
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
): AsyncGenerator<Uint8Array> {
  const stream =
    kind === 'gzip' ? createGunzip({ chunkSize: 128 * 1024 }) : createInflateRaw({ chunkSize: 128 * 1024 });
  let out: Buffer[] = [];
  let failure: NodeJS.ErrnoException | undefined;
  stream.on('data', (data: Buffer) => out.push(data));
  stream.on('error', (error) => {
    failure = error;
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
  const write = (piece: Uint8Array) => new Promise<void>((done) => stream.write(piece, () => done()));
  const finish = () => new Promise<void>((done) => void stream.once('close', done).end());

  try {
    try {
      for await (const chunk of bytes) {
        for (let at = 0; at < chunk.length && !failure; at += PIECE) {
          await write(chunk.subarray(at, at + PIECE));
          yield* drain();
        }
        if (failure) throw damage();
      }
    } catch (error) {
      yield* drain();
      throw error;
    }
    await finish();
    yield* drain();
    if (failure) throw damage();
  } finally {
    stream.destroy();
  }
}
