/** Risks: a connector without its secret that fails for ever after instead of at once; one that goes on asking when Cordon has stopped. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, noTracer } from '@cordon/platform/telemetry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { httpJson } from './http-json.ts';
import { openConnectors } from './open.ts';
import { type Bench, createBench, json, type System, startSystem } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'cordon-connectors-'));
const log = createLogger('test', { level: 'silent' });
let system: System;
let bench: Bench;
beforeAll(async () => {
  system = await startSystem();
  bench = await createBench();
});
afterAll(async () => {
  await system.close();
  await bench.database.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (...sources: string[]) =>
  openConnectors({
    connectors: sources.map(
      (source) =>
        httpJson.settings.parse({
          kind: 'http-json',
          source,
          url: `${system.origin}/${source}?since={since}`,
          token: { file: `${source}.token` },
        }) as never,
    ),
    folder,
    own: 'sah',
    database: bench.database,
    needs: () => bench.needs,
    ...{ log, tracer: noTracer },
  });

it('each is asked, by itself, with the secret as it is then, until Cordon stops', async () => {
  for (const source of ['one', 'two']) writeFileSync(join(folder, `${source}.token`), 'old\n');
  const shown: string[] = [];
  system.does(({ headers }, answer) => {
    shown.push(headers.authorization ?? '');
    json(answer, [{ id: 1 }]);
  });
  const opened = await open('one', 'two');
  expect(opened.open.map(({ address }) => address)).toEqual(Array(2).fill(`${system.origin} every 60 s`));
  await expect
    .poll(() => bench.received.map(({ name }) => name).sort(), { timeout: 5_000 })
    .toEqual(['one', 'two']);
  await opened.close();
  writeFileSync(join(folder, 'one.token'), 'new\n');
  const again = await open('one');
  await expect.poll(() => shown, { timeout: 5_000 }).toEqual(['Bearer old', 'Bearer old', 'Bearer new']);
  await again.close();
  const { length } = system.asked;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(system.asked).toHaveLength(length);
});

it('nothing is started when a secret is not there, and it is said which', async () => {
  system.does((_, answer) => json(answer, []));
  await expect(open('one', 'three')).rejects.toMatchObject({
    code: 'SETTINGS',
    message: expect.stringMatching(/"three" cannot be read .*Nothing was started/),
  });
  expect(system.asked).toEqual([]);
});
