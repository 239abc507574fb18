/** Guards: a search that says "nothing" because it looked in the wrong place, or that leaves this machine. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createHunt, huntRoutes } from '@cordon/detection';
import { openEvents } from '@cordon/platform/events';
import { launch } from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPart } from './test/running.ts';

const home = mkdtempSync(join(tmpdir(), 'cordon-hunt-cli-'));
const data = join(home, 'hospital');

async function hunt(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = launch('cli', ['hunt', ...args], home);
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exit, out, err };
}

const event = (n: number) => ({
  id: `e${n}`,
  org: 'RXX',
  time: `2026-03-18T10:00:0${n}.000Z`,
  source: 'syslog',
  format: 'syslog',
  host: 'pacs-01',
  account: null,
  src: null,
  dst: null,
  file: 'a.log',
  record_id: String(n),
  raw: JSON.stringify({ message: `line ${n} \u001b]0;owned` }),
});

describe('cordon hunt', () => {
  beforeAll(async () => {
    mkdirSync(data, { recursive: true });
    const store = await openEvents({ dir: join(data, 'events') });
    await store.append([1, 2, 3].map(event));
    await store.close();
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('searches the folder itself while no Cordon runs, newest first, and harms no terminal', async () => {
    const found = await hunt('host:pacs-01', '--limit', '2');
    expect(found.code).toBe(1);
    expect(found.out).toMatch(
      /TIME .*RECORD\n2026-03-18 10:00:03.000 .*line 3.*\n.*line 2.*\nOnly the newest 2/,
    );
    expect(found.out).not.toContain('\u001b');
    const nothing = await hunt('host:x');
    expect(nothing.code).toBe(0);
    expect(nothing.out).toContain('Nothing found');
  });

  it('asks a running Cordon, which holds the folder', async () => {
    const store = await openEvents({ dir: join(data, 'events') });
    const { app } = await startPart(data, (part) =>
      huntRoutes(part, () => ({
        hunt: createHunt({ events: store, orgs: ['RXX'] }),
        seen: async () => undefined,
      })),
    );
    try {
      const [found, refused] = await Promise.all([
        hunt('line', '--format', 'ndjson', '--until', '2026-03-18T10:00:03Z'),
        hunt('host:a and'),
      ]);
      const lines = found.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string; record: unknown });
      expect(lines.map(({ id }) => id)).toEqual(['e2', 'e1']);
      expect(lines[1]?.record).toEqual(JSON.parse(event(1).raw));
      expect(refused.code).toBe(2);
      expect(refused.err).toMatch(/At character 11, after "host:a and": .*expected/);

      writeFileSync(join(data, 'address'), 'http://127.0.0.1:1');
      const locked = await hunt('line');
      expect(locked.code).toBe(2);
      expect(locked.err).toMatch(/already open in process \d+.*\n.*\/hunt/);
    } finally {
      await app.close();
      await store.close();
    }
  });

  it('never asks another machine, nor a program that only has the port', async () => {
    let asked = 0;
    const other = createServer((_, response) => {
      asked += 1;
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    for (const address of [`http://localhost:${port}`, 'http://192.0.2.1:80']) {
      writeFileSync(join(data, 'address'), address);
      expect((await hunt('line')).out).toContain('line 3');
    }
    expect(asked).toBe(1);
    other.close();
  });

  it('says so where there is nothing to search', async () => {
    const { code, err } = await hunt('line', '--data', join(home, 'elsewhere'));
    expect(code).toBe(2);
    expect(err).toMatch(/no stored events in .*elsewhere.*\n.*--data/);
  });
});
