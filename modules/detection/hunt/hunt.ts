/** Asks the event store what a person asks in the hunting language. */
import type { EventStore, StoredEvent } from '@cordon/platform/events';
import { isFault } from '@cordon/platform/fault';
import { httpFault } from '@cordon/platform/http';
import { compileHunt } from './compile.ts';
import { type HuntedEvent, type HuntHours, type HuntPage, longestRecord } from './model.ts';
import { parseQuery, QueryError } from './parse.ts';
import { summaryOf } from './summary.ts';

export interface HuntQuestion {
  query: string;
  /** ISO 8601, the first inclusive, the second exclusive. Without both, the 24 hours up to the newest event. */
  since?: string | undefined;
  until?: string | undefined;
}

export interface Hunt {
  /** At most 1 000 events, newest first. */
  page(question: HuntQuestion & { limit: number; after?: string | undefined }): Promise<HuntPage>;
  hours(question: HuntQuestion): Promise<HuntHours>;
}

/** Two months of hours. */
const mostHours = 1_500;

export interface HuntNeeds {
  events: EventStore;
  /** Whose events the asker may see. */
  orgs: string[] | 'every';
  /** How what identifies a patient lies in the store (`soughtForms`). Without it, sealed texts are found as they lie. */
  soughtAs?: (text: string) => readonly string[];
}

export function createHunt({ events, orgs, soughtAs = (text) => [text] }: HuntNeeds): Hunt {
  const scope = ({ query, since, until }: HuntQuestion) => ({
    orgs,
    where: [filterOf(query, soughtAs)],
    ...(since !== undefined && { from: since }),
    ...(until !== undefined && { to: until }),
  });
  return {
    async page({ limit, after, ...question }) {
      const asked = { ...scope(question), limit, ...(after !== undefined && { after }) };
      const { rows, next } = await events.query(asked).catch(refused);
      return { items: rows.map(toHunted), next };
    },
    async hours(question) {
      const rows = await events
        .counts({ ...scope(question), bucketSeconds: 3_600, limit: mostHours + 1 })
        .catch(refused);
      const hours = rows.slice(0, mostHours).map(({ time, count }) => ({ time: time!, count }));
      const total = hours.reduce((sum, { count }) => sum + count, 0);
      return { hours, total, complete: rows.length <= mostHours };
    },
  };
}

function filterOf(query: string, soughtAs: NonNullable<HuntNeeds['soughtAs']>) {
  try {
    return compileHunt(parseQuery(query), soughtAs);
  } catch (error) {
    if (error instanceof QueryError) throw queryFault(query, error);
    throw error;
  }
}

/** A time or a page marker that the store does not take is the asker's to correct. */
function refused(error: unknown): never {
  if (isFault(error, 'EVENTS_QUERY')) throw httpFault(400, 'HUNT_QUERY', error.message, error.next);
  throw error;
}

/** The query up to where it went wrong is quoted, so that the place is found without counting. */
function queryFault(query: string, { message, at }: QueryError): Error {
  const before = query.slice(Math.max(0, at - 30), at);
  const place =
    at === 0 ? 'At the beginning' : `At character ${at + 1}, after "${at > 30 ? '…' : ''}${before}"`;
  return httpFault(
    400,
    'HUNT_QUERY',
    `${place}: ${message}`,
    'Correct the query; docs/hunt.md describes it.',
  );
}

function toHunted({ org: _org, raw, ...event }: StoredEvent): HuntedEvent {
  const record = raw.slice(0, longestRecord);
  return { ...event, summary: summaryOf(record), record, cut: raw.length > longestRecord };
}
