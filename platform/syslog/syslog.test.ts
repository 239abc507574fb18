/** Risk: what was sent is taken for received by a receiver that never read it, or is read as something else. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { frameOf, sendSyslog } from './index.ts';

const message = (text: string) => ({
  ...{ priority: 109, at: '2026-11-30T14:00:00.000Z', app: 'cordon', kind: 'ledger', text },
});

let server: Server | undefined;
afterEach(() => server?.close());

async function listen(serve: (socket: Socket) => void): Promise<number> {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
const send = (port: number, texts: string[]) =>
  sendSyslog({ host: '127.0.0.1', port, tls: null }, texts.map(message));

describe('a frame', () => {
  it('says how many octets it has, is ASCII, and gives back JSON as it was', () => {
    fc.assert(
      fc.property(fc.record({ body: fc.string({ unit: 'binary' }), hash: fc.string() }), (entry) => {
        const frame = frameOf(message(JSON.stringify(entry)));
        const text = frame.toString('latin1');
        const [, length, rest] = /^(\d+) ([\s\S]*)$/.exec(text)!;
        expect(Buffer.byteLength(rest!, 'latin1')).toBe(Number(length));
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        expect(rest).toMatch(/^<109>1 2026-11-30T14:00:00\.000Z \S+ cordon \d+ ledger - \{/);
        expect(JSON.parse(rest!.slice(rest!.indexOf('{')))).toEqual(entry);
      }),
    );
  });
});

describe('a receiver', () => {
  it('that reads to the end has it all', async () => {
    let read = '';
    const port = await listen((socket) => {
      socket.on('data', (chunk) => {
        read += chunk;
      });
      socket.on('end', () => socket.end());
    });
    const texts = Array.from({ length: 5_000 }, (_, n) => `{"n":${n},"fill":"${'x'.repeat(100)}"}`);
    await send(port, texts);
    expect(read).toBe(texts.map((text) => frameOf(message(text))).join(''));
  });

  it.each([
    ['hangs up at once', (socket: Socket) => socket.end()],
    ['breaks off', (socket: Socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['ends in the middle', (socket: Socket) => socket.once('data', () => socket.destroy())],
  ])('that %s does not', async (_, serve) => {
    const port = await listen(serve);
    await expect(send(port, Array(20_000).fill('{"x":1}'))).rejects.toThrow();
  });

  it('that is not there does not', async () => {
    const port = await listen(() => undefined);
    server!.close();
    await expect(send(port, ['{}'])).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
