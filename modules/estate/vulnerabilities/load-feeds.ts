/** Everything that others say of vulnerabilities, out of files as their publishers give them. Opens the files. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFault, systemCode } from '@cordon/platform/fault';
import type { CveRecord, EpssScore, KevAssertion, Statement } from './model.ts';
import { readFeed } from './read-feed.ts';

export interface Feeds {
  kev: KevAssertion[];
  epss: EpssScore[];
  cves: CveRecord[];
  statements: Statement[];
  /** What was not taken, one sentence each. */
  refusals: string[];
}

export const noFeeds = (): Feeds => ({ kev: [], epss: [], cves: [], statements: [], refusals: [] });

/**
 * @param files with whose catalogue of exploited vulnerabilities it is, should it not be CISA's
 * @throws what `readFeed` throws of a file, and what opening it throws
 */
export async function loadFeeds(files: readonly { path: string; asserter?: string }[]): Promise<Feeds> {
  const feeds = noFeeds();
  for (const file of files) await add(feeds, file);
  return feeds;
}

/** A folder whose files may be anything: what is no feed is told and left out. A folder that is not there holds none. */
export async function loadFeedFolder(folder: string): Promise<Feeds> {
  const feeds = noFeeds();
  for (const name of await namesIn(folder)) {
    try {
      await add(feeds, { path: join(folder, name) });
    } catch (error) {
      if (!isFault(error)) throw error;
      feeds.refusals.push(`${name}: ${error.message}`);
    }
  }
  return feeds;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function add(feeds: Feeds, { path, asserter }: { path: string; asserter?: string }): Promise<void> {
  const feed = readFeed(await readFile(path), asserter === undefined ? {} : { asserter });
  // One by one: a feed may have more rows than a call takes arguments.
  if (feed.kind === 'kev') for (const row of feed.read.rows) feeds.kev.push(row);
  if (feed.kind === 'epss') for (const row of feed.read.rows) feeds.epss.push(row);
  if (feed.kind === 'cve') for (const row of feed.read.rows) feeds.cves.push(row);
  if (feed.kind === 'advisory') for (const row of feed.read.rows) feeds.statements.push(row);
  for (const { where, why } of feed.read.refusals) feeds.refusals.push(`${path}: ${where} ${why}.`);
}
