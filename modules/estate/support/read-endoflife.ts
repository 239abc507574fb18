/** Reads one product file of endoflife.date: YAML between two lines of dashes, then text that is of no interest here. */
import { parse } from 'yaml';
import { z } from 'zod';
import { firstTooDeepLine } from '../read-yaml.ts';
import type { Product } from './model.ts';

const When = z.union([z.boolean(), z.string(), z.date()]);
const Release = z.object({
  releaseCycle: z.coerce.string(),
  releaseLabel: z.string().optional(),
  eol: When.optional(),
  eoes: When.optional(),
  latest: z.coerce.string().optional(),
  latestReleaseDate: When.optional(),
});
const FrontMatter = z.object({
  title: z.string(),
  permalink: z.string(),
  category: z.string().optional(),
  releasePolicyLink: z.string().optional(),
  alternate_urls: z.array(z.string()).default([]),
  eoesColumn: z.union([z.string(), z.boolean()]).optional(),
  releases: z.array(z.unknown()).max(5_000),
});

const maxBytes = 1024 * 1024;

export interface EndoflifeFile {
  /** What the file says, without the day of which it speaks: only all files together tell that. */
  product: Omit<Product, 'as_of'>;
  /** The newest release that it knows of, ISO date; the file can be no older than that. */
  newest: string | null;
  /** Releases that could not be read. */
  skipped: number;
}

/** @throws Error with a sentence when the file is none of endoflife.date's */
export function readEndoflife(text: string): EndoflifeFile {
  if (text.length > maxBytes) throw new Error(`is ${text.length} characters long; the limit is ${maxBytes}`);
  const front = /^---\r?\n([\s\S]*?)\r?\n---\s*(?:\r?\n|$)/.exec(text)?.[1];
  if (front === undefined) throw new Error('does not begin with YAML between two lines of dashes');
  if (firstTooDeepLine(front) !== undefined) throw new Error('is nested deeper than any list of releases');
  const matter = FrontMatter.parse(parse(front, { maxAliasCount: 100, logLevel: 'error' }));
  const slug = matter.permalink.replace(/^\//, '');
  const releases = matter.releases.map((release) => Release.safeParse(release));
  const cycles = releases.flatMap(({ data }) => {
    if (data === undefined) return [];
    const ends = dayOrFlag(data.eol);
    const extended = dayOrFlag(data.eoes);
    // Without a word about the end of support the row says nothing that is of use here.
    if (ends === undefined) return [];
    const label = data.releaseLabel
      ?.replaceAll('__RELEASE_CYCLE__', data.releaseCycle)
      .replace(/__[A-Z_]+__/g, '')
      .replace(/[^\w. +-]/g, ' ')
      .trim();
    return {
      cycle: data.releaseCycle,
      ends,
      ...(label && { label }),
      ...(typeof extended === 'string' && { extended }),
      // Only Windows keeps one number for the life of a version; elsewhere `latest` moves on.
      ...(/^10\.0\.\d+$/.test(data.latest ?? '') && { build: data.latest! }),
    };
  });
  if (cycles.length === 0) throw new Error('holds no release that says when its support ends');
  const newest = releases.flatMap(({ data }) => {
    const day = dayOrFlag(data?.latestReleaseDate);
    return typeof day === 'string' ? [day] : [];
  });
  return {
    product: {
      product: slug,
      title: matter.title,
      names: [...new Set([matter.title, slug, ...matter.alternate_urls].map(nameOf))].filter(
        (name) => name !== '' && !ambiguous.has(name),
      ),
      words: {},
      platform: platforms.has(matter.category ?? ''),
      extended_name:
        typeof matter.eoesColumn === 'string' ? plainText(matter.eoesColumn) : 'extended support',
      source: `endoflife.date, from ${matter.releasePolicyLink ?? matter.title}`,
      cycles,
    },
    newest: newest.sort().at(-1) ?? null,
    skipped: releases.filter(({ success }) => !success).length,
  };
}

/** What else runs on or stores in. Browsers, frameworks and languages are renewed with whatever uses them. */
const platforms = new Set(['os', 'device', 'database', 'server-app']);

/** In an inventory `IOS 15.2` is Cisco's far more often than Apple's. */
const ambiguous = new Set(['ios']);

const nameOf = (text: string): string => text.replace(/^\//, '').replaceAll('-', ' ').toLowerCase();
const plainText = (html: string): string => html.replace(/<[^>]*>/g, '').slice(0, 100);

function dayOrFlag(value: z.infer<typeof When> | undefined): string | boolean | undefined {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value !== 'string') return value;
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
}
