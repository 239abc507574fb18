/**
 * What a Cordon keeps on other machines, this command does not look for in its folder: what lies there would be of another time, or
 * nothing at all. Reads its settings.
 */
import { basename, dirname, join } from 'node:path';
import { fault } from '@cordon/platform/fault';
import { readSettings } from '@cordon/server/settings';

type Store = 'database' | 'events';

const words: Record<Store, { what: string; where: string }> = {
  database: { what: 'State and ledger are', where: 'PostgreSQL' },
  events: { what: 'Events are', where: 'ClickHouse' },
};

/**
 * @param dir data folder of a Cordon that does not run here; the sample hospital keeps everything in its own
 * @param next what to do instead
 * @throws ELSEWHERE
 */
export function refuseElsewhere(dir: string, store: Store, next: string): void {
  if (basename(dir) === 'sample') return;
  const settingsFolder = dirname(dir);
  if (readSettings(settingsFolder).stores[store] === undefined) return;
  const { what, where } = words[store];
  throw fault(
    'ELSEWHERE',
    `${what} kept in ${where} (stores.${store} in ${join(settingsFolder, 'cordon.yaml')}), and no Cordon runs here that could ask it. Nothing was read.`,
    next,
  );
}
