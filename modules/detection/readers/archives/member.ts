/** What an archive's members are to the rest of reading. */
import { Damage, type RandomAccess } from '../report.ts';

export interface Member {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A member that cannot be opened carries the reason instead of bytes. */
export type ZipMember = Member | { readonly name: string; readonly refused: string };

/** Control characters would let a name forge report lines; nothing is ever written under these names. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u001f\u007f]/g;
export const cleanName = (name: string): string => name.replace(CONTROL, '?');

const PIECE = 256 * 1024;

export async function* range(random: RandomAccess, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; ) {
    const part = await random.read(at, Math.min(PIECE, end - at));
    if (part.length === 0) throw new Damage('the zip archive ends too early');
    at += part.length;
    yield part;
  }
}
