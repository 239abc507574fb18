import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testCache } from '../test/index.ts';
import { connect } from './client.ts';
import { prepareMemory } from './folder.ts';
import { tidy } from './upkeep.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-upkeep-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('the log of a busy database does not grow for ever, and deleted rows give their room back', async () => {
  const dir = await prepareMemory(testCache);
  const client = await connect(join(dir, 'pgdata'), false);
  const logFiles = (): number =>
    readdirSync(join(dir, 'pgdata', 'pg_wal')).filter((name) => /^0/.test(name)).length;
  const size = async (): Promise<number> =>
    (await client.query(`select pg_relation_size('busy')::float8 as size`)).rows[0]?.size as number;
  const fill = `insert into busy select g, repeat('x', 400) from generate_series(1, 40000) g`;
  const written = async (): Promise<number> =>
    (await client.query(`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as at`)).rows[0]
      ?.at as number;

  await client.script('create table busy (n int, t text)');
  const from = await written();
  for (let round = 0; round < 4; round++) {
    await client.script(`${fill}; ${fill}; delete from busy`);
    await tidy(client);
  }
  // PostgreSQL keeps five used files of 16 MB for reuse.
  expect((await written()) - from).toBeGreaterThan(9 * 16 * 1024 * 1024);
  expect(logFiles()).toBeLessThanOrEqual(7);
  expect(await size()).toBe(0);
  await client.close();
  rmSync(dir, { recursive: true });
});
