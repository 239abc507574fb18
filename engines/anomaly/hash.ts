/** Text to 32 well-mixed bits: FNV-1a over UTF-16 units, then the finaliser of MurmurHash3. Not for secrets. */
export function hash32(text: string, seed = 0): number {
  let state = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  state ^= state >>> 16;
  state = Math.imul(state, 0x85ebca6b);
  state ^= state >>> 13;
  state = Math.imul(state, 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
