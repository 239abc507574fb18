/** Risk: a misspelt setting that opens more than was meant, or nothing, in silence. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pemOf, readSettings } from './settings.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-settings-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const read = (text: string) => {
  writeFileSync(join(dir, 'cordon.yaml'), text);
  return readSettings(dir);
};

describe('cordon.yaml', () => {
  it('opens nothing when it is not there, or empty', () => {
    expect(readSettings(join(dir, 'nowhere'))).toMatchObject({ syslog: [], folders: [] });
    expect(read('')).toEqual(readSettings(join(dir, 'nowhere')));
    expect(read('').intake).toBeUndefined();
  });

  it('says what is opened, to whom; without networks, only those that are not on the internet', () => {
    const { intake, syslog } = read(`
intake: { listen: "0.0.0.0:4681", tls: { cert: a.pem, key: a.key } }
syslog:
  - { listen: "[::]:5514", protocol: udp, source: firewalls }
  - { listen: 10.1.2.3:6514, protocol: tls, source: gateways, from: [10.1.0.0/16], tls: { cert: a.pem, key: a.key, clients: ca.pem } }
`);
    expect(intake).toMatchObject({ listen: { host: '0.0.0.0', port: 4681 }, plain: false });
    expect(syslog[0]).toMatchObject({
      listen: { host: '::', port: 5514 },
      from: expect.arrayContaining(['10.0.0.0/8', '::1/128']),
    });
    expect(syslog[0]!.from).not.toContain('0.0.0.0/0');
    expect(read('folders: [{ path: /srv/wef, source: wef }]').folders).toEqual([
      { path: '/srv/wef', source: 'wef', settle: 10 },
    ]);
    expect(syslog[1]!.from).toEqual(['10.1.0.0/16']);
  });

  it.each([
    ['intake:\n  listn: 0.0.0.0:1\n', /:2: intake\.listn: Unrecognized key/],
    ['intake: { listen: everywhere }\n', /give an address and a port/],
    ['intake: { listen: "0.0.0.0:99999" }\n', /give an address and a port/],
    ['intake: { listen: "0.0.0.0:4681" }\n', /tokens would cross the network readable/],
    ['syslog:\n  - listen: 0.0.0.0:5514\n    protocol: relp\n    source: x\n', /:3: syslog\.0\.protocol/],
    [
      'syslog:\n  - listen: 0.0.0.0:5514\n    protocol: udp\n    source: x\n    from: [10.0.0.0]\n',
      /:5: .*give a network/,
    ],
    ['syslog:\n  - { listen: 0.0.0.0:5514, protocol: tls, source: x }\n', /tls needs a certificate/],
    ['syslog:\n  - { listen: 0.0.0.0:5514, protocol: udp, source: x, from: [] }\n', /from/],
    ['retention:\n  days: 90\n', /:2: retention\.days: at least 184 days: .*six months/],
    ['syslog: [\n', /cordon\.yaml:\d+: /],
    ['sylog: []\n', /sylog/],
    [
      'connectors:\n  - kind: http-json\n    source: cloud\n    url: http://cloud.example/{since}\n',
      /:4: connectors\.0\.url: give an https address/,
    ],
    ['connectors: [{ kind: http-jason, source: cloud }]\n', /connectors\.0\.kind/],
    [
      'connectors:\n  - { kind: http-json, source: cloud, url: "https://cloud.example/{since}", token: hunter2 }\n',
      /connectors\.0\.token/,
    ],
    [
      'connectors:\n  - &one { kind: http-json, source: cloud, url: "https://cloud.example/{since}" }\n  - *one\n',
      /connectors: two have the source "cloud"/,
    ],
    [
      'connectors:\n  - { kind: http-json, source: cloud, organisation: other, url: "https://cloud.example/{since}" }\n',
      /"other" is not one of the hospitals/,
    ],
    ['stores: { database: { postgres: db1.example } }\n', /give a host and a port/],
    [
      'stores:\n  database:\n    postgres: db1.example:5432\n    password: hunter2\n',
      /:4: stores\.database\.password/,
    ],
    ['stores: { database: { postgres: "db1.example:5432" } }\n', /stores\.database: without tls/],
    ['stores:\n  events: { clickhouse: "http://ch1.example:8123" }\n', /:2: stores\.events: without https/],
    ['stores: { events: { clickhouse: ch1 } }\n', /give an address such as https/],
    [
      'ledger:\n  forward:\n    - { to: syslog, address: "audit.example:601" }\n',
      /:3: ledger\.forward\.0: without tls who did what/,
    ],
    ['ledger: { forward: [{ to: http, url: "http://audit.example/" }] }\n', /without tls who did what/],
    ['ledger: { forward: [{ to: http, url: "https://a.example/", token: hunter2 }] }\n', /token/],
    ['telemetry: { traces: { endpoint: "http://otel.example:4318/v1/traces" } }\n', /without https traces/],
    ['telemetry: { traces: { endpoint: "https://otel.example/v1/traces", sample: 2 } }\n', /traces\.sample/],
    ['stores: { files: { s3: "https://s3.example", key: { env: K } } }\n', /stores\.files\.secret/],
  ])('refuses %j, by line', (text, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'SETTINGS', message: expect.stringMatching(message) }),
    );
  });

  it('lets tokens cross a network readable only when told to, and never minds this machine', () => {
    expect(read('intake: { listen: "0.0.0.0:4681", plain: true }').intake?.plain).toBe(true);
    expect(read('intake: { listen: "127.0.0.1:4681" }').intake?.plain).toBe(false);
  });

  it('takes a store on another machine over TLS, or readable only when told to', () => {
    const database = (more: string) =>
      read(`stores: { database: { postgres: "db1.example:5432"${more} } }`).stores.database;
    expect(database(', tls: {}, password: { env: DB_SECRET }')).toMatchObject({
      postgres: { host: 'db1.example', port: 5432 },
      user: 'cordon',
    });
    expect(database(', plain: true')?.plain).toBe(true);
    expect(read('stores: { database: { postgres: "[::1]:5432" } }').stores.database?.plain).toBe(false);
  });

  it('names a certificate that cannot be read', () => {
    expect(() => pemOf(dir, 'nothing.pem')).toThrow(
      expect.objectContaining({ message: expect.stringContaining('nothing.pem') }),
    );
  });
});
