/** The encodings that rules apply to their values (modifiers appendix, "Encoding" and `windash`). */

export type Utf16 = 'utf16' | 'utf16le' | 'utf16be';

/** UTF-16 bytes of a text, one character per byte; `utf16` adds the little-endian byte order mark. */
export function utf16Bytes(text: string, encoding: Utf16): string {
  let bytes = encoding === 'utf16' ? '\xff\xfe' : '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const low = String.fromCharCode(unit & 0xff);
    const high = String.fromCharCode(unit >> 8);
    bytes += encoding === 'utf16be' ? high + low : low + high;
  }
  return bytes;
}

/** UTF-8 bytes of a text, one character per byte. */
export function utf8Bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function base64(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('base64');
}

/**
 * The three forms that bytes take inside a longer Base64 text, by their distance from a 3-byte boundary.
 * Characters that also hold bits of unknown neighbours are cut on both sides.
 */
export function base64Offsets(bytes: string): string[] {
  const cutStart = [0, 2, 3];
  const cutEnd = [0, 3, 2];
  return [0, 1, 2].map((offset) => {
    const encoded = base64('\0'.repeat(offset) + bytes);
    return encoded.slice(cutStart[offset]!, encoded.length - cutEnd[(bytes.length + offset) % 3]!);
  });
}

const dashes = ['-', '/', '–', '—', '―'];
/** A dash that starts a flag: no word character before it, one after it. */
const flagDash = /(?<![A-Za-z0-9_])[-/–—―](?=[A-Za-z0-9_])/g;
/** Four flags in one value, each with five dashes; no real rule has more. */
export const maxWindashForms = 625;

/** Every spelling of the flags in a text with the five dashes Windows programs accept; undefined if too many. */
export function windashForms(text: string): string[] | undefined {
  const places = [...text.matchAll(flagDash)].map((match) => match.index);
  if (dashes.length ** places.length > maxWindashForms) return undefined;
  let forms = [''];
  let from = 0;
  for (const place of places) {
    const between = text.slice(from, place);
    forms = forms.flatMap((form) => dashes.map((dash) => form + between + dash));
    from = place + 1;
  }
  return forms.map((form) => form + text.slice(from));
}
