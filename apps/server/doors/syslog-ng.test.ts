/** Risk: a door that only rsyslog can talk to. With syslog-ng itself, over UDP, both framings of TCP, and bulk. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttp } from '@cordon/platform/http';
import { createLogger } from '@cordon/platform/telemetry';
import { afterAll, describe, expect, it } from 'vitest';
import { elasticDoor } from './elastic.ts';
import { decodeReceipt } from './receipt.ts';
import { syslogDoor } from './syslog.ts';

// Debian lets no other program of its kind stand beside rsyslog, so it lies unpacked in a folder.
const unpacked = join(process.env.CORDON_TEST_PACKAGES ?? '/nowhere', 'syslog-ng');
const program = join(unpacked, 'usr/sbin/syslog-ng');
const libraries = ['usr/lib/syslog-ng', 'usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'];

const dir = mkdtempSync(join(tmpdir(), 'cordon-syslog-ng-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe.skipIf(!existsSync(program))('syslog-ng itself (skipped: .ci/run unpacks it)', () => {
  it('delivers every line, each once', async () => {
    const log = createLogger('test', { level: 'silent' });
    const received: { name: string; lines: string[] }[] = [];
    const needs = {
      publish: async (record: Uint8Array) => {
        const { name, body } = decodeReceipt(record);
        received.push({ name, lines: Buffer.from(body).toString('utf8').trim().split('\n') });
      },
      isFull: () => false,
    };
    const common = { host: '127.0.0.1', port: 0, from: ['127.0.0.0/8'] };
    const udp = await syslogDoor(needs, { ...common, source: 'udp', protocol: 'udp' }, log);
    const tcp = await syslogDoor(needs, { ...common, source: 'tcp', protocol: 'tcp' }, log);
    const app = createHttp(log, { reach: 'intake' });
    elasticDoor(
      app,
      () => needs,
      () => 'bulk',
    );
    const address = await app.listen({ host: '127.0.0.1', port: 0 });

    const lines = Array.from({ length: 300 }, (_, n) => `line ${n} of a log`);
    const input = join(dir, 'input.log');
    const config = join(dir, 'syslog-ng.conf');
    writeFileSync(input, `${lines.join('\n')}\n`);
    writeFileSync(
      config,
      `@version: 3.38
source s_file { file("${input}" flags(no-parse) program-override("test") follow-freq(0.2)); };
destination d_udp { network("127.0.0.1" port(${udp.port}) transport("udp")); };
destination d_lines { network("127.0.0.1" port(${tcp.port}) transport("tcp") persist-name("lines")); };
destination d_counted { syslog("127.0.0.1" port(${tcp.port}) transport("tcp") persist-name("counted")); };
destination d_bulk {
  http(
    url("${address}/_bulk") method("POST") headers("content-type: application/x-ndjson")
    batch-lines(100) batch-timeout(200)
    body('{"create":{"_index":"syslog-ng"}}\n$(format-json message=$MSG host=$HOST @timestamp=$ISODATE)\n')
  );
};
log { source(s_file); destination(d_udp); destination(d_lines); destination(d_counted); destination(d_bulk); };
`,
    );
    const told: string[] = [];
    const child = spawn(
      program,
      [
        '--foreground',
        '--stderr',
        '--no-caps',
        ...['--cfgfile', config, '--persist-file', join(dir, 'persist'), '--pidfile', join(dir, 'pid')],
        ...['--control', join(dir, 'control'), '--module-path', join(unpacked, 'usr/lib/syslog-ng/3.38')],
      ],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          ...process.env,
          LD_LIBRARY_PATH: libraries.map((folder) => join(unpacked, folder)).join(':'),
        },
      },
    );
    child.stderr.on('data', (text: Buffer) => told.push(text.toString('utf8')));
    const of = (name: string) =>
      received.filter((one) => one.name.startsWith(name)).flatMap((one) => one.lines);
    child.on('exit', () => received.push({ name: 'it ended', lines: told }));
    try {
      // Both framings come over one port.
      for (const [name, times] of [
        ['udp/', 1],
        ['tcp/', 2],
        ['bulk/syslog-ng', 1],
      ] as const) {
        await expect
          .poll(() => [of(name).length >= lines.length * times, of('it ended')], { timeout: 20_000 })
          .toEqual([true, []]);
        expect(lines.filter((line) => of(name).filter((got) => got.includes(line)).length !== times)).toEqual(
          [],
        );
      }
    } finally {
      child.kill('SIGKILL');
      await udp.close();
      await tcp.close();
      await app.close();
    }
  }, 60_000);
});
