/**
 * Lists that come in pages, from a time on: what most systems offer. It asks a little back each time, since records come late, and
 * leaves out what it gave before. Pure but for asking.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Answer, AskError, type Page, type PullContext } from './connector.ts';

export interface PagedApi {
  /** The first page of what came at or after this time. */
  first(since: Date): string;
  headers(): Promise<Record<string, string>>;
  /** Where the list is in an answer, as a JSON pointer; empty for the answer itself. */
  items: string;
  /** Where a record says when it was; null: the time of asking stands for it. */
  time: string | null;
  /** The address of the next page; null after the last. */
  next(answer: Answer, json: unknown): string | null;
  /** The last page's address is asked again with the next run: it stands for a place in a stream, not for a page. */
  goesOn: boolean;
  /** How far back the first run reaches, and each run before where the last one ended, in seconds. */
  days: number;
  overlap: number;
}

const Place = z.object({
  /** What the run under way asks from. */
  since: z.iso.datetime(),
  /** The newest record so far. */
  newest: z.iso.datetime(),
  /** Where it goes on; null: at the beginning of what is new. */
  next: z.string().nullable(),
  /** Records that were given until the last end, newest first: the hash of each, and when it was in milliseconds. */
  seen: z.array(z.tuple([z.string(), z.number()])),
  /** Those since then. What was given before is remembered whole until it cannot come again. */
  given: z.array(z.tuple([z.string(), z.number()])),
});
type Place = z.infer<typeof Place>;

/** Records that are known again: the newest. What is older than all of them is not asked for again. */
const remembered = 5_000;
/** A place that was kept too long, or of a list that is no more. */
const isGone = (error: unknown): boolean =>
  error instanceof AskError && error.status !== null && [400, 404, 410].includes(error.status);

export async function* pullPages(
  api: PagedApi,
  { cursor, ask, now }: Pick<PullContext<unknown>, 'cursor' | 'ask' | 'now'>,
): AsyncGenerator<Page> {
  const began = now();
  const start = new Date(began.getTime() - api.days * 86_400_000).toISOString();
  let place = placeIn(cursor) ?? { since: start, newest: start, next: null, seen: [], given: [] };
  const headers = await api.headers();
  const asked = new Set<string>();
  let at = place.next ?? api.first(new Date(place.since));
  for (;;) {
    asked.add(at);
    let answer: Answer;
    try {
      answer = await ask(at, { headers });
    } catch (error) {
      if (asked.size > 1 || at !== place.next || !isGone(error)) throw error;
      place = { ...place, next: null };
      at = api.first(new Date(place.since));
      continue;
    }
    const json = jsonOf(answer.text);
    const list = valueAt(json, api.items);
    if (!Array.isArray(list)) throw new AskError(`there is no list at "${api.items}" in what it answered`);
    const { fresh, given } = unseen(list, api.time, place, began);
    const newest = newestOf(list, api.time, place.newest, began);
    const next = api.next(answer, json);
    const ended = next === null || (api.goesOn && asked.has(next));
    const wrong = ended ? null : wrongWith(next, at, asked);
    if (ended) {
      const seen = newestFirst([...place.seen, ...given]);
      const until = api.time === null ? began.getTime() : Date.parse(newest);
      const oldestKnown = seen.length < remembered ? 0 : seen.at(-1)![1];
      const since = Math.max(until - api.overlap * 1_000, Date.parse(place.since), oldestKnown);
      place = {
        since: new Date(since).toISOString(),
        newest,
        next: api.goesOn ? (next ?? at) : null,
        // Of a place in a stream it is not known what it gives again.
        seen: api.goesOn ? seen : seen.filter(([, time]) => time >= since),
        given: [],
      };
    } else place = { ...place, newest, next: wrong === null ? next : null, given };
    yield {
      body: Buffer.from(fresh.map((item) => `${JSON.stringify(item)}\n`).join('')),
      cursor: JSON.stringify(place),
    };
    if (ended) return;
    if (wrong !== null) throw new AskError(wrong);
    at = next;
  }
}

/** Why this cannot be the next page: what is kept then is not where it leads. */
function wrongWith(next: string, at: string, asked: ReadonlySet<string>): string | null {
  if (!URL.canParse(next)) return 'what it gives as the address of the next page is none';
  const { origin } = new URL(next);
  if (origin !== new URL(at).origin)
    return `it leads to ${origin}, which is not where this connector may ask`;
  return asked.has(next) ? 'it says that the next page is one that it gave already' : null;
}

/** null when it is none of ours: then it begins anew. */
function placeIn(cursor: string | null): Place | null {
  if (cursor === null) return null;
  const read = Place.safeParse(jsonOrNull(cursor));
  return read.success ? read.data : null;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AskError('what it answered is not JSON');
  }
}

/** Source: RFC 6901. Undefined when there is nothing. */
export function valueAt(json: unknown, pointer: string): unknown {
  let value = json;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

const newestFirst = (known: Place['seen']): Place['seen'] =>
  known.sort(([, a], [, b]) => b - a).slice(0, remembered);

function unseen(
  list: readonly unknown[],
  time: string | null,
  { seen, given }: Place,
  now: Date,
): { fresh: unknown[]; given: Place['given'] } {
  const known = new Set([...seen, ...given].map(([hash]) => hash));
  const more: Place['given'] = [];
  const fresh = list.filter((item) => {
    const hash = createHash('sha256').update(JSON.stringify(item)).digest('base64').slice(0, 12);
    if (known.has(hash)) return false;
    known.add(hash);
    const at = time === null ? Number.NaN : millisecondsOf(valueAt(item, time));
    more.push([hash, Number.isNaN(at) ? now.getTime() : Math.min(at, now.getTime())]);
    return true;
  });
  return { fresh, given: newestFirst([...given, ...more]) };
}

/** A record of the future would make everything until then old. */
function newestOf(list: readonly unknown[], time: string | null, before: string, now: Date): string {
  let newest = Date.parse(before);
  if (time === null) return before;
  for (const item of list) {
    const at = millisecondsOf(valueAt(item, time));
    if (at > newest && at <= now.getTime()) newest = at;
  }
  return new Date(newest).toISOString();
}

/** ISO 8601, or seconds or milliseconds since 1970: no log is of 1973, and none of the year 5138. */
function millisecondsOf(value: unknown): number {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number === 'number') return Math.floor(number < 1e11 ? number * 1_000 : number);
  return typeof number === 'string' ? Date.parse(number) : Number.NaN;
}
