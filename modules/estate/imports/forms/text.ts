/** Bytes to text and to lines, in pieces: UTF-8, UTF-16 as PowerShell writes it, else Windows-1252. */

export interface Line {
  line: number;
  text: string;
}

/** Longer than any row of an export; what is longer is cut, so that one line cannot take all memory. */
const longestLine = 1 << 20;

/** As much as it takes to tell an encoding, the same in whatever pieces the file arrives. */
const sampled = 64 * 1024;

export function* decode(chunks: Iterable<Uint8Array>): Generator<string> {
  let decoder: TextDecoder | undefined;
  let first: Uint8Array[] = [];
  let size = 0;
  for (const chunk of chunks) {
    if (decoder) {
      const text = decoder.decode(chunk, { stream: true });
      if (text !== '') yield text;
      continue;
    }
    first.push(chunk);
    size += chunk.length;
    if (size < sampled) continue;
    const beginning = Buffer.concat(first, size);
    first = [];
    decoder = new TextDecoder(encodingOf(beginning.subarray(0, sampled)));
    yield decoder.decode(beginning, { stream: true });
  }
  const rest = Buffer.concat(first);
  decoder ??= new TextDecoder(encodingOf(rest.subarray(0, sampled)));
  const text = decoder.decode(rest);
  if (text !== '') yield text;
}

function encodingOf(beginning: Uint8Array): string {
  const [a, b] = beginning;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(beginning, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Lines without their end, numbered from 1. */
export function* linesOf(texts: Iterable<string>, cut: (line: number) => void): Generator<Line> {
  let rest = '';
  let line = 0;
  let isCut = false;
  for (const text of texts) {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      line++;
      yield { line, text: whole(rest + text.slice(start, end)) };
      rest = '';
      isCut = false;
      start = end + 1;
    }
    if (isCut) continue;
    rest += text.slice(start);
    if (rest.length > longestLine) {
      rest = rest.slice(0, longestLine);
      isCut = true;
      cut(line + 1);
    }
  }
  if (rest !== '') yield { line: line + 1, text: whole(rest) };
}

const whole = (text: string): string => {
  const cut = text.length > longestLine ? text.slice(0, longestLine) : text;
  return cut.endsWith('\r') ? cut.slice(0, -1) : cut;
};
