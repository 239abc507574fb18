/** `cordon hunt QUERY`: searches the events that Cordon keeps. A running Cordon is asked; otherwise the folder is opened here. */
import { createHunt, type Hunt, type HuntedEvent, HuntPage } from '@cordon/detection';
import { openKept } from './kept.ts';
import { plain } from './output/plain.ts';
import { askRunning, type RunningCordon } from './running.ts';

export interface HuntCommand {
  since?: string;
  until?: string;
  limit: number;
  format: 'table' | 'ndjson';
  data?: string;
}

interface Source {
  page: Hunt['page'];
  close(): Promise<void>;
}

/** As much as the store answers at once. */
const largestPage = 1_000;

/** Resolves to how many events were found. */
export async function huntCommand(query: string, command: HuntCommand): Promise<number> {
  const source = await open(command.data);
  const write = command.format === 'ndjson' ? asJson : asRow(process.stdout.columns ?? 140);
  let found = 0;
  try {
    let after: string | undefined;
    do {
      const limit = Math.min(largestPage, command.limit - found);
      const page = await source.page({ query, limit, after, since: command.since, until: command.until });
      if (found === 0 && command.format === 'table') process.stdout.write(headOf(page.items.length));
      for (const item of page.items) process.stdout.write(write(item));
      found += page.items.length;
      after = page.next ?? undefined;
    } while (after !== undefined && found < command.limit);
    if (after !== undefined && command.format === 'table')
      process.stdout.write(
        `Only the newest ${found} are shown; ask for more with --limit, or narrow the time.\n`,
      );
  } finally {
    await source.close();
  }
  return found;
}

async function open(named: string | undefined): Promise<Source> {
  const kept = await openKept(named, 'Search on its page /hunt, or stop it and run this again.');
  if ('running' in kept) return overHttp(kept.running);
  const { events } = kept;
  return { page: createHunt({ events, orgs: 'every' }).page, close: () => events.close() };
}

function overHttp(running: RunningCordon): Source {
  return {
    async page({ query, ...rest }) {
      const asked = new URLSearchParams({ q: query });
      for (const [name, value] of Object.entries(rest))
        if (value !== undefined) asked.set(name, String(value));
      return HuntPage.parse(await askRunning(running, `/hunt?${asked}`));
    },
    close: async () => {},
  };
}

const fit = (text: string | null, width: number): string => {
  const shown = plain(text ?? '');
  return shown.length > width ? `${shown.slice(0, width - 1)}…` : shown.padEnd(width);
};

const columns = { time: 23, host: 20, account: 20, source: 26 };
const taken = Object.values(columns).reduce((sum, width) => sum + width + 2, 0);

function headOf(count: number): string {
  if (count === 0)
    return 'Nothing found. Without --since and --until, the 24 hours up to the newest event are searched.\n';
  const names = Object.entries(columns).map(([name, width]) => name.toUpperCase().padEnd(width));
  return `${[...names, 'RECORD'].join('  ')}\n`;
}

const asRow =
  (width: number) =>
  ({ time, host, account, source, summary }: HuntedEvent): string => {
    const when = time === null ? 'no time' : time.slice(0, 23).replace('T', ' ');
    const cells = [
      fit(when, columns.time),
      fit(host, columns.host),
      fit(account, columns.account),
      fit(source, columns.source),
    ];
    return `${[...cells, fit(summary, Math.max(24, width - taken)).trimEnd()].join('  ')}\n`;
  };

function asJson({ record, cut, ...event }: HuntedEvent): string {
  return `${JSON.stringify({ ...event, record: cut ? record : parsed(record), cut })}\n`;
}

function parsed(record: string): unknown {
  try {
    return JSON.parse(record);
  } catch {
    return record;
  }
}
