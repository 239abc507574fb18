/**
 * Members of a zip archive whose directory is missing (a copy that was cut short): each member also has a
 * header of its own before its bytes (APPNOTE 4.3.7), and deflate knows where it ends.
 */

import { Damage, type RandomAccess } from '../report.ts';
import { asBuffer } from '../text.ts';
import { type Budget, spend } from './budget.ts';
import { inflate } from './inflate.ts';
import { cleanName, range, type ZipMember } from './member.ts';

const HEADER = Buffer.from([0x50, 0x4b, 3, 4]);
const HEADER_SIZE = 30;
const PIECE = 64 * 1024;

/** Where the next member's header begins at or after an offset; -1 when there is none. */
async function nextHeader(random: RandomAccess, from: number): Promise<number> {
  for (let at = from; at < random.size; at += PIECE) {
    const part = asBuffer(await random.read(at, PIECE + HEADER.length - 1));
    const found = part.indexOf(HEADER);
    if (found !== -1) return at + found;
    if (part.length === 0) return -1;
  }
  return -1;
}

export async function* salvagedMembers(random: RandomAccess, budget: Budget): AsyncGenerator<ZipMember> {
  let at = await nextHeader(random, 0);
  while (at !== -1) {
    const header = asBuffer(await random.read(at, HEADER_SIZE));
    if (header.length < HEADER_SIZE) return;
    const flags = header.readUInt16LE(6);
    const method = header.readUInt16LE(8);
    const stated = header.readUInt32LE(18);
    const nameLength = header.readUInt16LE(26);
    const name = cleanName(asBuffer(await random.read(at + HEADER_SIZE, nameLength)).toString('utf8'));
    const start = at + HEADER_SIZE + nameLength + header.readUInt16LE(28);
    // The size is not in the header when it was not known yet (bit 3), or stands elsewhere (ZIP64).
    const known = (flags & 8) === 0 && stated !== 0xffffffff;
    let end = known ? start + stated : start;

    async function* content(): AsyncGenerator<Uint8Array> {
      const stop = Math.min(random.size, known ? start + stated : random.size);
      const stored = range(random, start, stop);
      if (method === 8) {
        yield* inflate(stored, 'deflate', budget, (consumed) => {
          end = start + consumed;
        });
      } else {
        for await (const data of stored) {
          spend(budget, data.length);
          yield data;
        }
        if (stop < start + stated) throw new Damage('the zip archive ends too early');
      }
    }
    if ((flags & 1) !== 0) yield { name, refused: 'the member is encrypted' };
    else if (method !== 8 && !(method === 0 && known))
      yield { name, refused: 'the size of the member is not known' };
    else if (!/[\\/]$/.test(name)) yield { name, bytes: content() };
    at = await nextHeader(random, Math.max(end, start));
  }
}
