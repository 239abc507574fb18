/** Risk: an example that no longer works is the first thing that whoever writes a connector tries. */
import { readFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { badgeReader } from './example.ts';
import { ConnectorSettings } from './list.ts';
import { type Bench, createBench, json, type System, startSystem } from './testing.ts';

let system: System;
let bench: Bench;
beforeAll(async () => {
  system = await startSystem();
  bench = await createBench();
});
afterAll(async () => {
  await system.close();
  await bench.database.close();
});

const page = readFileSync(projectPath('docs', 'connectors.md'), 'utf8');
const blockOf = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';

it('the example of docs/connectors.md is the one that is run, and reads on from where it was', async () => {
  expect(blockOf('ts')).toBe(readFileSync(projectPath('apps/server/connectors/example.ts'), 'utf8'));
  let there = 5;
  system.does(({ url, headers }, answer) => {
    expect(headers['x-password']).toBe('hunter2');
    const after = Number(new URL(url!, system.origin).searchParams.get('after'));
    const numbers = [1, 2].map((n) => after + n).filter((number) => number <= there);
    json(answer, { events: numbers.map((number) => ({ number, door: 'pharmacy' })) });
  });
  const settings = {
    kind: 'badge-reader',
    source: 'doors',
    address: system.origin,
    password: { env: 'DOORS' },
  };
  const running = await bench.start(badgeReader, settings);
  await running.look();
  there = 6;
  bench.clock = '2026-03-18T10:01:00.000Z';
  await running.look();
  expect(bench.records()).toEqual([1, 2, 3, 4, 5, 6].map((number) => ({ number, door: 'pharmacy' })));
  await running.close();
});

it('the settings of docs/connectors.md are settings', () => {
  const { connectors } = z.object({ connectors: z.array(ConnectorSettings) }).parse(parse(blockOf('yaml')));
  expect(connectors.map(({ kind }) => kind)).toEqual(['http-json', 'microsoft-graph']);
});
