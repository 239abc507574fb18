/** Risks: an entry of the ledger that stays on the one machine where it can be taken out, and a place elsewhere that cannot be verified. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ledger, type LedgerTables, missingFrom, openLedger, verifyExport } from '@cordon/access';
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { createLogger, noTracer } from '@cordon/platform/telemetry';
import { frontWithTls, makeCertificate, noCertificates, testCache } from '@cordon/platform/test';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, oneHospital } from './compose.ts';
import { type Forwarding, startForwarding } from './forwarding.ts';
import { Settings } from './settings.ts';
import { asHolder, freePort } from './test/running.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-forwarding-'));
const log = createLogger('test', { level: 'silent' });
const now = () => new Date();
let database: Database;
let ledger: Ledger;
let started = 0;

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'access', projectPath('modules/access/migrations'));
  await secureOrganisations(database, []);
  const db = database.within('sah').tables<LedgerTables>();
  ledger = openLedger({ db, folder: join(dir, 'ledger'), org: 'sah', now });
}, 60_000);
afterAll(async () => {
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Sends the ledger on until it is stopped. */
const forward = (places: unknown[]): Forwarding =>
  startForwarding({
    places: Settings.parse({ ledger: { forward: places } }).ledger.forward,
    ledgers: [{ database: database.within('sah'), folder: join(dir, 'ledger') }],
    pem: (name) => readFileSync(join(dir, name), 'utf8'),
    secretOf: (_name, secret) => () => readFileSync(join(dir, 'file' in secret ? secret.file : ''), 'utf8'),
    ...{ runs: true, now, log, tracer: noTracer },
  });
const record = (object: string) =>
  ledger.record({
    act: 'rule.mode',
    who: { kind: 'person', name: 'Zoë', proven: null },
    object,
    details: {},
  });
const standing = async (forwarding: Forwarding) =>
  (await forwarding.of('sah')).map(({ waiting, error }) => ({ waiting, error }));
const allTaken = (forwarding: Forwarding) =>
  expect
    .poll(
      async () => (await standing(forwarding)).every(({ waiting, error }) => waiting === 0 && error === null),
      { timeout: 40_000 },
    )
    .toBe(true);
async function* linesOf(text: string) {
  yield* text.trim().split('\n');
}

const rsyslogd = '/usr/sbin/rsyslogd';
const missing = existsSync(rsyslogd) ? noCertificates : 'install rsyslog';
describe.skipIf(missing !== null)(`rsyslog as the place (skipped: ${missing})`, () => {
  const kept = join(dir, 'ledger-at-collector.log');
  let child: ChildProcess | undefined;
  let port: number;
  function startRsyslog(): void {
    const config = join(dir, 'rsyslog.conf');
    const ours = '$programname == "cordon" and $msgid == "ledger"';
    writeFileSync(
      config,
      `global(workDirectory="${dir}" maxMessageSize="64k")
module(load="imtcp")
input(type="imtcp" port="${port}" address="127.0.0.1")
if ${ours} then action(type="omfile" file="${kept}" template="RSYSLOG_FileFormat")
`,
    );
    const pidFile = join(dir, `rsyslog-${started++}.pid`);
    child = spawn(rsyslogd, ['-n', '-f', config, '-i', pidFile], { stdio: 'ignore' });
  }
  beforeAll(async () => {
    port = await freePort();
    startRsyslog();
  });
  afterAll(() => child?.kill('SIGKILL'));

  it('has every entry, over TCP and TLS, after it was away, and convicts whoever takes one out', async () => {
    const certificate = makeCertificate();
    const front = await frontWithTls(certificate, `http://127.0.0.1:${port}`);
    writeFileSync(join(dir, 'ca.pem'), certificate.ca);
    const forwarding = forward([
      { to: 'syslog', address: `127.0.0.1:${port}` },
      { to: 'syslog', address: `localhost:${new URL(front.url).port}`, tls: { ca: 'ca.pem' } },
    ]);
    await record('before');
    await allTaken(forwarding);

    child!.kill('SIGKILL');
    await record('while it is away');
    await expect
      .poll(() => standing(forwarding), { timeout: 40_000 })
      .toEqual([
        { waiting: 1, error: expect.stringMatching(/ECONNREFUSED/) },
        { waiting: 1, error: expect.any(String) },
      ]);
    startRsyslog();
    await allTaken(forwarding);
    await record('last');
    await ledger.checkpoint();
    await forwarding.stop();
    front.close();

    // Each place took everything, so all of it is there twice; the one file is a ledger that can be verified.
    await expect.poll(() => readFileSync(kept, 'utf8').split('"checkpoint"').length).toBe(3);
    const copy = readFileSync(kept, 'utf8');
    const verdict = await verifyExport(linesOf(copy), []);
    expect(verdict).toMatchObject({ ok: true, entries: 3, vouched: 3, problems: [] });
    expect(copy.split('while it is away').length - 1).toBeGreaterThanOrEqual(2);
    expect(await missingFrom(ledger.export(), linesOf(copy))).toEqual({ compared: 3, problems: [] });

    await sql`delete from ledger where seq = 2`.execute(database.tables());
    const { problems } = await missingFrom(ledger.export(), linesOf(copy));
    expect(problems).toEqual([{ seq: 2, problem: 'the copy has it, and the ledger has not' }]);
  }, 150_000);
});

describe('another Cordon as the place', () => {
  it('takes a ledger at its intake and gives it back; its own place, which is away, costs it nothing', async () => {
    const [port, nowhere] = [await freePort(), await freePort()];
    const cordon = await compose({
      ...{ dir: join(dir, 'receiver'), cacheDir: testCache, log, settingsFolder: dir },
      organisations: oneHospital(null),
      demonstration: () => null,
      settings: Settings.parse({
        intake: { listen: `127.0.0.1:${port}` },
        ledger: { forward: [{ to: 'http', url: `http://127.0.0.1:${nowhere}/in?key=hidden` }] },
      }),
    });
    const ask = asHolder(await cordon.app.listen({ host: '127.0.0.1', port: 0 }), cordon.machineKey);
    const made = await ask('/api/v1/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'ledger-of-sah', scopes: ['logs.write'], expires: null }),
    });
    writeFileSync(join(dir, 'token'), ((await made.json()) as { secret: string }).secret);
    await record('seen elsewhere');
    const url = `http://127.0.0.1:${port}/api/v1/logs?name=ledger`;
    const forwarding = forward([{ to: 'http', url, token: { file: 'token' } }]);
    await allTaken(forwarding);
    await forwarding.stop();
    await cordon.caughtUp();
    const found = await ask('/api/v1/hunt?q=hash&limit=500');
    const { items } = (await found.json()) as { items: { record: string }[] };
    // As `cordon hunt --format ndjson` writes them.
    const lines = items.map(({ record }) => JSON.stringify({ record: JSON.parse(record) as unknown }));
    expect(await missingFrom(ledger.export(), linesOf(lines.join('\n')))).toEqual({
      compared: expect.any(Number),
      problems: [],
    });
    expect(lines.join()).toContain('seen elsewhere');

    const place = `http 127.0.0.1:${nowhere}/in`;
    expect(await (await ask('/api/v1/ledger/forwards')).json()).toEqual({
      items: [
        { place, waiting: expect.any(Number), taken: null, error: expect.stringMatching(/ECONNREFUSED/) },
      ],
    });
    const metrics = await (await ask('/metrics')).text();
    expect(metrics).toContain(`cordon_ledger_forward_failing{place="${place}"} 1`);
    expect(metrics).toContain('cordon_spans_lost_total 0');
    expect((await ask('/ready')).status).toBe(200);
    await cordon.close();
  }, 150_000);
});
