/** Risks: types or an example that say something else than Cordon does, an address that names something else, a failure without a next step. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient, Refusal } from './index.ts';
import { operationsText } from './operations-text.ts';
import { startForPrograms } from './test/running.ts';

describe('a program', () => {
  let cordon: Awaited<ReturnType<typeof startForPrograms>>;
  beforeAll(async () => {
    cordon = await startForPrograms();
  });
  afterAll(() => cordon.stop());

  it('has types that are those of Cordon today (npm run client writes them)', async () => {
    const written = readFileSync(new URL('./operations.ts', import.meta.url), 'utf8');
    const description = await cordon.description();
    expect(written).toBe(operationsText(description));
    // Other readers of it follow them, and there is nothing there.
    expect(JSON.stringify(description)).not.toContain('$ref');
  });

  it('finds that the example in the README prints what it says', async () => {
    const { origin, holder } = cordon;
    const { secret: token } = await holder.ask('POST /tokens', {
      body: { name: 'example', scopes: ['logs.write', 'findings.read'], expires: null },
    });
    const record = JSON.stringify({
      '@timestamp': '2026-03-11T15:30:00.000Z',
      EventID: 1,
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Computer: 'dc01',
      EventRecordID: 1,
      Image: 'C:\\Windows\\System32\\vssadmin.exe',
      CommandLine: 'vssadmin.exe delete shadows /all /quiet',
    });
    await createClient({ origin, token }).ask('POST /logs', { query: { name: 'dc01' }, body: `${record}\n` });
    await cordon.caughtUp();
    const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
    const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
    const printed: string[] = [];
    const body = code.replace(/^import .*$/m, '').replaceAll('console.log', 'print');
    const names = ['createClient', 'Refusal', 'origin', 'token', 'print'];
    const run = new Function(...names, `return (async () => {${body}})()`);
    await run(createClient, Refusal, origin, token, (...words: unknown[]) => printed.push(words.join(' ')));
    expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
  });

  it('is told what is wrong in the words of Cordon', async () => {
    const nobody = createClient({ origin: cordon.origin });
    const refusal = await nobody.ask('GET /situation').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: 'SIGN_IN', status: 401, next: expect.stringMatching(/\.$/) });
  });

  it('names one thing by an id, whatever is in it', async () => {
    const asked = cordon.holder.ask('GET /findings/{id}', { path: { id: '../tokens?x=1#y' } });
    await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'There is no such finding.' });
  });

  it('is given the response itself where it comes piece by piece', async () => {
    const response = await cordon.holder.open('GET /ledger/export', 'application/x-ndjson');
    expect((await response.text()).split('\n')[0]).toMatch(/^\{.*\}$/);
    await expect(cordon.holder.open('GET /incidents/{id}', '*/*', { path: { id: 'none' } })).rejects.toThrow(
      'There is no such incident.',
    );
  });
});

describe('what is not Cordon', () => {
  const server = createServer((request, response) => {
    if (request.url !== '/api/v1/session') response.writeHead(502).end('<h1>Bad gateway</h1>');
    else response.writeHead(200).end('<h1>Welcome to the guest network</h1>');
  });
  let client: Client;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = createClient({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });

  it('is not taken for it', async () => {
    await expect(client.ask('GET /session')).rejects.toMatchObject({
      code: 'UNEXPECTED_ANSWER',
      status: 200,
    });
    await expect(client.ask('GET /me')).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER', status: 502 });
  });

  it('is told from nothing at all, and from leaving', async () => {
    const leaving = new AbortController();
    const left = client.ask('GET /me', { signal: leaving.signal });
    leaving.abort();
    await expect(left).rejects.toMatchObject({ name: 'AbortError' });
    await new Promise((resolve) => server.close(resolve));
    await expect(client.ask('GET /me')).rejects.toMatchObject({ code: 'UNREACHABLE', status: 0 });
  });
});

/** Compiled, never run: what the types must not let pass. */
export function mistakes(client: Client): void {
  // @ts-expect-error there is no such operation
  void client.ask('GET /patients');
  // @ts-expect-error it needs to know which
  void client.ask('GET /findings/{id}');
  // @ts-expect-error no such level
  void client.ask('GET /findings', { query: { level: 'worst' } });
  // @ts-expect-error a reason is missing
  void client.ask('PUT /rules/{id}/mode', { path: { id: 'x' }, body: { mode: 'test' } });
  // @ts-expect-error it answers a page, not a list
  void client.ask('GET /findings').then((page) => page[0]);
}
