/** Marks the part of a value that made a rule fire. */
export interface Segment {
  text: string;
  hit: boolean;
}

/**
 * Splits `found` into plain and matching parts for a test such as `contains`, `startswith`, `endswith`
 * or `equals`. `wanted` may hold Sigma wildcards (`*`, `?`). Where the match cannot be located by plain
 * comparison (a regular expression, an encoded or network test) the whole value is marked, because the
 * whole value is what satisfied the test: a rule's regular expression is never run in the browser, where
 * a hostile value could make it hang.
 */
export function highlight(found: string, wanted: string, test: string): Segment[] {
  if (found === '') return [];
  const ranges = locate(found, wanted, test.toLowerCase());
  if (ranges === null) return [{ text: found, hit: true }];
  const segments: Segment[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    if (from > at) segments.push({ text: found.slice(at, from), hit: false });
    segments.push({ text: found.slice(from, to), hit: true });
    at = to;
  }
  if (at < found.length) segments.push({ text: found.slice(at), hit: false });
  return segments;
}

type Range = [from: number, to: number];

function locate(found: string, wanted: string, test: string): Range[] | null {
  if (wanted === '') return null;
  if (/\b(re|regex|cidr|base64|base64offset|fieldref|exists|gt|gte|lt|lte|neq)\b/.test(test)) return null;
  const [value, sought] = fold(found, wanted);
  const literals = sought.split(/[*?]+/).filter((part) => part !== '');
  if (literals.length === 0) return null;
  if (literals.length === 1 && literals[0] === sought) return plain(value, sought, test);
  const ranges: Range[] = [];
  let at = 0;
  for (const literal of literals) {
    const from = value.indexOf(literal, at);
    if (from < 0) return null;
    ranges.push([from, from + literal.length]);
    at = from + literal.length;
  }
  return ranges;
}

function plain(value: string, sought: string, test: string): Range[] | null {
  if (test.includes('endswith')) {
    return value.endsWith(sought) ? [[value.length - sought.length, value.length]] : null;
  }
  if (test.includes('startswith')) return value.startsWith(sought) ? [[0, sought.length]] : null;
  const ranges: Range[] = [];
  for (let from = value.indexOf(sought); from >= 0 && ranges.length < 50; ) {
    ranges.push([from, from + sought.length]);
    from = value.indexOf(sought, from + sought.length);
  }
  return ranges.length > 0 ? ranges : null;
}

/** Lower case, unless that would change lengths and so move the marks (e.g. `İ`). */
function fold(found: string, wanted: string): [string, string] {
  const lower = found.toLowerCase();
  return lower.length === found.length ? [lower, wanted.toLowerCase()] : [found, wanted];
}
