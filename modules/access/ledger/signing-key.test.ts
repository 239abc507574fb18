/** Risk: whoever reads a copy of the data folder can sign a history of their own. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, migrate, openDatabase } from '@cordon/platform/database';
import { type KeyRing, openKeyRing, rootInFile } from '@cordon/platform/keys';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ledger, type LedgerTables, openLedger } from './ledger.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-signing-key-'));
const folder = join(dir, 'ledger');
let database: Database;
let keys: KeyRing;

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'access', projectPath('modules/access/migrations'));
  keys = await openKeyRing({ folder: join(dir, 'keys'), unlock: rootInFile({ folder: join(dir, 'root') }) });
});
afterAll(async () => {
  keys.close();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

const open = (sealedBy?: KeyRing, org = 'sah'): Ledger =>
  openLedger({
    db: database.tables<LedgerTables>(),
    folder,
    org,
    now: () => new Date(),
    ...(sealedBy && { keys: sealedBy }),
  });

async function actAndSign(ledger: Ledger): Promise<number> {
  const who = { kind: 'person', name: 'Analyst', proven: null } as const;
  await ledger.record({ act: 'rule.mode', who, object: 'rule-1', details: {} });
  await ledger.checkpoint();
  const { ok, checkpoints } = await ledger.verify();
  expect(ok).toBe(true);
  return checkpoints;
}

it('a key that lay bare is sealed and goes on signing, and nothing in the folder holds it any more', async () => {
  expect(await actAndSign(open())).toBe(1);
  const bare = readFileSync(join(folder, 'ledger.key.pem'), 'utf8').split('\n')[1]!;
  expect(await actAndSign(open(keys))).toBe(2);
  expect(await actAndSign(open(keys))).toBe(3);
  expect(readdirSync(folder).sort()).toEqual([
    'checkpoints.ndjson',
    'ledger.key.sealed',
    'ledger.public.pem',
  ]);
  for (const name of readdirSync(folder))
    expect(readFileSync(join(folder, name), 'utf8')).not.toContain(bare);
});

it('without the ring the ledger is written and verified, and not signed', async () => {
  expect(await actAndSign(open())).toBe(3);
  expect(await actAndSign(open(keys))).toBe(4);
});

it('goes on signing when settings give the organisation another id', () => {
  expect(() => open(keys, 'another')).not.toThrow();
});
