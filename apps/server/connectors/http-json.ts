/** Any system that gives its log as JSON, in pages. */
import { z } from 'zod';
import { Secret } from '../stores-settings.ts';
import { Address, type Answer, type Connector, common } from './connector.ts';
import { type PagedApi, pullPages, valueAt } from './paged.ts';

const Pointer = z.string().regex(/^(\/.*)?$/, 'give a JSON pointer, such as /data/items');

const Settings = z
  .strictObject({
    kind: z.literal('http-json'),
    ...common,
    url: Address.refine(
      (text) => /\{(since|cursor)\}/.test(text),
      'say with {since} or {cursor} where the place goes from which to read on',
    ).describe('with {since} for a time, or {cursor} for what it gave as the place to read on from'),
    items: Pointer.default('').describe('JSON pointer to the list of records; empty: the answer itself'),
    time: Pointer.optional().describe('JSON pointer within a record to when it was'),
    next: z
      .union([
        z.strictObject({ link: Pointer.describe('to the address of the next page') }),
        z.strictObject({ header: z.literal('link').describe('Link: <…>; rel="next"') }),
        z.strictObject({ cursor: Pointer.describe('to what goes into {cursor} next') }),
      ])
      .optional()
      .describe('where an answer says what comes next; without it there is one page'),
    since_as: z.enum(['iso', 'seconds', 'milliseconds']).default('iso').describe('how {since} is written'),
    days: z.number().min(0).max(90).default(1).describe('how far back the first run reaches'),
    overlap: z
      .number()
      .int()
      .min(0)
      .max(86_400)
      .default(300)
      .describe('seconds asked for again, as records come late; what is known is left out'),
    token: Secret.optional(),
    header: z
      .string()
      .regex(/^[\w-]+$/)
      .default('authorization')
      .describe('that shows the token'),
    scheme: z.string().default('Bearer').describe('before the token; may be empty'),
  })
  .refine(({ url, next }) => url.includes('{cursor}') === (next !== undefined && 'cursor' in next), {
    path: ['next'],
    message: '{cursor} in the url and next: { cursor } go together',
  });
type Settings = z.infer<typeof Settings>;

export const httpJson: Connector<Settings> = {
  settings: Settings,
  asks: ({ url, items, time, next, token }) => ({
    origins: [new URL(url).origin],
    about: JSON.stringify([url, items, time, next]),
    secrets: token ? [token] : [],
  }),
  pull: (context) => pullPages(apiOf(context.settings, context.secret), context),
};

function apiOf(settings: Settings, secret: (which: Secret) => string): PagedApi {
  const { url, items, time, next, since_as, days, overlap, token, header, scheme } = settings;
  const filled = (since: Date | null, cursor: string): string =>
    url
      .replaceAll('{since}', encodeURIComponent(since === null ? '' : written(since, since_as)))
      .replaceAll('{cursor}', encodeURIComponent(cursor));
  const linked = (link: unknown): string | null =>
    typeof link === 'string' && link !== '' && URL.canParse(link, url) ? new URL(link, url).href : null;
  return {
    ...{ items, days, overlap },
    time: time ?? null,
    goesOn: next !== undefined && 'cursor' in next,
    first: (since) => filled(since, ''),
    async headers() {
      return token ? { [header]: `${scheme} ${secret(token)}`.trim() } : {};
    },
    next(answer, json) {
      if (next === undefined) return null;
      if ('link' in next) return linked(valueAt(json, next.link));
      if ('header' in next) return linked(nextLink(answer));
      const cursor = valueAt(json, next.cursor);
      return typeof cursor === 'string' || typeof cursor === 'number' ? filled(null, String(cursor)) : null;
    },
  };
}

function written(time: Date, as: Settings['since_as']): string {
  if (as === 'iso') return time.toISOString();
  return String(as === 'seconds' ? Math.floor(time.getTime() / 1_000) : time.getTime());
}

/** Source: RFC 8288. */
function nextLink(answer: Answer): string | null {
  for (const [, target, rest] of (answer.header('link') ?? '').matchAll(/<([^>]*)>([^<]*)/g))
    if (/;\s*rel\s*=\s*"?next"?/i.test(rest ?? '')) return target ?? null;
  return null;
}
