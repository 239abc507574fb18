/**
 * Messages of a syslog stream: counted in octets (`57 <34>1 …`) or ended by a newline or NUL, told apart frame by frame, as
 * senders of both kinds share one port. Pure; memory is bounded by the longest message.
 *
 * Source: RFC 6587, section 3.4.
 */

export interface Frames {
  /** Whole messages, as they came, without what framed them. */
  push(chunk: Uint8Array): Buffer[];
  /** What is left when the sender hangs up: a last message that nothing ended. */
  end(): Buffer[];
  /** Messages that were too long; what was cut off is lost. */
  readonly cut: number;
}

/** RFC 5425 asks for 8 kB and more; Windows events carried in syslog reach some 60 kB. */
export const longest = 256 * 1024;

const isEnd = (byte: number): boolean => byte === 10 || byte === 0;
const space = 32;
const digit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

export function createFrames(): Frames {
  let held = Buffer.alloc(0);
  /** Octets of a message that is too long, still to come and not kept. */
  let skip = 0;
  /** The same where only an end tells. */
  let skipping = false;
  let cut = 0;
  /** How far the held bytes were searched for an end, so that a slow sender costs no more than a quick one. */
  let searched = 0;

  /** Where the message of a counted frame begins and ends; null: not counted; undefined: more is needed to tell. */
  function counted(at: number): { from: number; to: number } | null | undefined {
    if (!digit(held[at]) || held[at] === 48) return null;
    let i = at;
    while (digit(held[i]) && i - at < 8) i++;
    if (i >= held.length) return i - at < 8 ? undefined : null;
    if (held[i] !== space) return null;
    // Only a priority follows a count; a line that begins with a number does not look like this.
    if (i + 1 >= held.length) return undefined;
    if (held[i + 1] !== 60) return null;
    const length = Number(held.toString('latin1', at, i));
    return { from: i + 1, to: i + 1 + length };
  }

  function push(chunk: Uint8Array): Buffer[] {
    const messages: Buffer[] = [];
    held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
    let at = 0;
    for (;;) {
      if (skip > 0) {
        const gone = Math.min(skip, held.length - at);
        skip -= gone;
        at += gone;
      }
      if (skipping) {
        while (at < held.length && !isEnd(held[at]!)) at++;
        if (at < held.length) skipping = false;
      }
      while (at < held.length && (isEnd(held[at]!) || held[at] === 13)) at++;
      if (at >= held.length) break;
      const frame = counted(at);
      if (frame === undefined) break;
      if (frame !== null) {
        const { from, to } = frame;
        if (to - from > longest) {
          if (held.length < from + longest) break;
          messages.push(held.subarray(from, from + longest));
          cut += 1;
          skip = to - from - longest;
          at = from + longest;
          continue;
        }
        if (held.length < to) break;
        messages.push(held.subarray(from, to));
        at = to;
        continue;
      }
      let end = at === 0 ? Math.max(at, searched) : at;
      while (end < held.length && !isEnd(held[end]!)) end++;
      if (end - at > longest || (end === held.length && end - at === longest)) {
        messages.push(held.subarray(at, at + longest));
        cut += 1;
        at += longest;
        skipping = true;
        continue;
      }
      if (end === held.length) break;
      messages.push(held.subarray(at, held[end - 1] === 13 ? end - 1 : end));
      at = end + 1;
    }
    held = Buffer.from(held.subarray(at));
    searched = skip > 0 || skipping || counted(0) !== null ? 0 : held.length;
    return messages.filter((message) => message.length > 0);
  }

  return {
    push,
    end() {
      const rest = held;
      held = Buffer.alloc(0);
      return rest.length > 0 && !skipping && skip === 0 ? [rest] : [];
    },
    get cut() {
      return cut;
    },
  };
}
