/**
 * Zstandard (RFC 8878), streamed, any number of frames. The frames are walked beside the decoder, because
 * it allocates whatever window a frame asks for: a frame that asks for too much is refused before it sees it.
 */
import { Decompress } from 'fzstd';
import { Damage } from '../report.ts';
import { type Budget, spend } from './budget.ts';

const PIECE = 16 * 1024;
const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

type Part = 'magic' | 'frame' | 'block' | 'body' | 'skip-size';

/** Follows frame and block headers (RFC 8878 §3.1.1) through a stream cut anywhere. Throws Damage. */
function createFrameWalk(maxWindow: number) {
  let part: Part = 'magic';
  let need = 4;
  let have: number[] = [];
  let skip = 0;
  let last = false;
  let checksum = false;
  let frames = 0;

  const expect = (next: Part, bytes: number) => {
    part = next;
    need = bytes;
    have = [];
  };
  const little = (from: number, bytes: number) => {
    let value = 0;
    for (let i = bytes - 1; i >= 0; i--) value = value * 256 + (have[from + i] ?? 0);
    return value;
  };

  function header() {
    const descriptor = have[0] as number;
    const single = (descriptor & 32) !== 0;
    const dictionary = [0, 1, 2, 4][descriptor & 3] as number;
    const flag = descriptor >> 6;
    const sizeBytes = flag === 0 ? (single ? 1 : 0) : 1 << flag;
    const total = 1 + (single ? 0 : 1) + dictionary + sizeBytes;
    if (need < total) {
      need = total;
      return;
    }
    const exponent = have[1] as number;
    const base = 2 ** (10 + (exponent >> 3));
    const window = single ? little(1 + dictionary, sizeBytes) : base + (base / 8) * (exponent & 7);
    if (window > maxWindow)
      throw new Damage(`a zstd frame asks for a window of ${Math.round(window / 1048576)} MiB`);
    if (dictionary > 0 && little(single ? 1 : 2, dictionary) !== 0)
      throw new Damage('a zstd frame needs a dictionary');
    checksum = (descriptor & 4) !== 0;
    expect('block', 3);
  }

  function complete() {
    if (part === 'magic') {
      const magic = little(0, 4);
      if (magic === MAGIC) {
        frames++;
        expect('frame', 1);
      } else if (magic >= SKIPPABLE && magic < SKIPPABLE + 16) expect('skip-size', 4);
      else throw new Damage('the zstd data is followed by something else');
    } else if (part === 'frame') header();
    else if (part === 'skip-size') {
      skip = little(0, 4);
      last = true;
      checksum = false;
      expect('body', 0);
    } else if (part === 'block') {
      const block = little(0, 3);
      last = (block & 1) === 1;
      // A run-length block is one byte whatever its size says.
      skip = ((block >> 1) & 3) === 1 ? 1 : block >> 3;
      if (last && checksum) skip += 4;
      expect('body', 0);
    }
  }

  return {
    push(chunk: Uint8Array) {
      let at = 0;
      while (at < chunk.length || (part === 'body' && skip === 0)) {
        if (part === 'body') {
          const step = Math.min(skip, chunk.length - at);
          skip -= step;
          at += step;
          if (skip === 0) last ? expect('magic', 4) : expect('block', 3);
        } else {
          have.push(chunk[at++] as number);
          if (have.length === need) complete();
        }
      }
    },
    /** Whether the stream stands between frames. */
    whole: () => part === 'magic' && have.length === 0 && frames > 0,
  };
}

export async function* unzstd(bytes: AsyncIterable<Uint8Array>, budget: Budget): AsyncGenerator<Uint8Array> {
  const walk = createFrameWalk(budget.limits.zstdWindow);
  let out: Uint8Array[] = [];
  // The decoder reuses its buffers, so each piece is copied before it goes on.
  const decoder = new Decompress((data) => out.push(data.slice()));
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      const piece = chunk.subarray(at, at + PIECE);
      let failure: unknown;
      try {
        walk.push(piece);
        decoder.push(piece);
      } catch (error) {
        failure = error instanceof Damage ? error : new Damage('the zstd data is damaged');
      }
      const ready = out;
      out = [];
      for (const data of ready) {
        spend(budget, data.length);
        if (data.length > 0) yield data;
      }
      if (failure) throw failure;
    }
  }
  if (!walk.whole()) throw new Damage('the compressed data ends too early');
}
