/** Risks: a node that dies takes acknowledged records along; two that publish or read at once mix up, lose or double records. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  makeCertificate,
  noCertificates,
  noNats,
  skippedFor,
  startNats,
  type TestNats,
} from '../../test/index.ts';
import { streamContract } from '../contract.ts';
import { openNats } from '../index.ts';
import type { Stream } from '../port.ts';
import { createAssembly, cut, nextAfter, pack, readLabel, unpack, writeLabel } from './bundle.ts';

describe('records that travel together', () => {
  const records = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });

  test('come out as they went in, however they are cut, whatever was cut short between them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ records, most: fc.integer({ min: 1, max: 60 }), broken: fc.boolean() }), {
          maxLength: 8,
        }),
        (bundles) => {
          const assemble = createAssembly();
          const given: Uint8Array[][] = [];
          const got: Buffer[][] = [];
          let [seq, next] = [0, 0];
          for (const [n, { records, most, broken }] of bundles.entries()) {
            const parts = cut(pack(records), most);
            const sent = broken ? parts.slice(0, -1) : parts;
            for (const [part, data] of sent.entries()) {
              const label = {
                bundle: `b-${n}`,
                part,
                parts: parts.length,
                first: next,
                count: records.length,
              };
              const read = readLabel(writeLabel(label));
              expect(read).toEqual(label);
              const bundle = assemble(++seq, read, data);
              if (bundle) got.push(bundle.records);
              if (part === sent.length - 1) next = nextAfter(label);
            }
            if (!broken) given.push(records);
          }
          expect(got.map((one) => one.map((data) => [...data]))).toEqual(
            given.map((one) => one.map((data) => [...data])),
          );
          expect(next).toBe(given.flat().length);
        },
      ),
    );
  });

  test('are refused when they are not whole', () => {
    expect(() => unpack(pack([Buffer.from('abc')]).subarray(0, 5))).toThrow(RangeError);
    for (const text of [undefined, '', 'b 0 0 0 0', 'b 1 1 0 0', 'b 0 1 -1 0', 'b 0 1 0', 'b! 0 1 0 0'])
      expect(readLabel(text)).toBeNull();
  });
});

describe.skipIf(noNats)(`NATS itself, three nodes${skippedFor(noNats)}`, () => {
  let nats: TestNats;
  let places = 0;
  const open = (prefix: string): Promise<Stream> =>
    openNats({ servers: nats.servers, user: nats.user, password: () => nats.password, tls: null, prefix });
  beforeAll(async () => {
    nats = await startNats(3);
  });
  afterAll(() => nats.close());

  streamContract('NATS JetStream', async () => {
    const prefix = `place${++places}`;
    return { open: () => open(prefix) };
  });

  /** All of a topic, read with a cursor of its own. */
  async function allOf(stream: Stream, topic: string): Promise<string[]> {
    const seen: string[] = [];
    const reader = await stream.subscribe(topic, `all-${++places}`, async ({ records }) => {
      seen.push(...records.map(({ data }) => data.toString()));
    });
    await reader.caughtUp();
    await reader.stop();
    return seen;
  }

  test('several processes publish at once: every record has one number, and they follow each other', async () => {
    const streams = await Promise.all([1, 2, 3].map(() => open('many')));
    const big = 'x'.repeat(700_000);
    const published = await Promise.all(
      streams.flatMap((stream, writer) =>
        Array.from({ length: 12 }, async (_, n) => {
          const batch = [`${writer}-${n}-a`, n % 5 === 0 ? `${writer}-${n}-${big}` : `${writer}-${n}-b`];
          const { first, last } = await stream.publish('t', batch);
          return batch.map((record, i) => [first + i, record, last] as const);
        }),
      ),
    );
    const byNumber = published.flat().sort(([a], [b]) => a - b);
    expect(byNumber.map(([number]) => number)).toEqual(Array.from({ length: 72 }, (_, i) => i));
    expect(await allOf(streams[0]!, 't')).toEqual(byNumber.map(([, record]) => record));
    await Promise.all(streams.map((stream) => stream.close()));
  });

  test('whoever reads with the same cursor elsewhere takes it over, and the one before stops and says so', async () => {
    const [one, two] = await Promise.all([open('taken'), open('taken')]);
    const errors: unknown[] = [];
    const seen: string[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reached = (): void => undefined;
    const began = new Promise<void>((resolve) => {
      reached = resolve;
    });
    await one.publish('t', ['a', 'b']);
    await one.subscribe(
      't',
      'c',
      async () => {
        reached();
        await held;
      },
      { onError: (error) => errors.push(error) },
    );
    await began;
    const reader = await two.subscribe('t', 'c', async ({ records }) => {
      seen.push(...records.map(({ data }) => data.toString()));
    });
    release();
    await two.publish('t', ['c']);
    await reader.caughtUp();
    expect(seen).toEqual(['a', 'b', 'c']);
    await expect.poll(() => errors).toMatchObject([{ code: 'STREAM_CURSOR' }]);
    await Promise.all([one.close(), two.close()]);
  });

  test('a server that is not there, or a wrong password, is named', async () => {
    const at = { user: 'cordon', password: () => 'not this', tls: null, servers: nats.servers };
    await expect(openNats(at)).rejects.toMatchObject({ code: 'STREAM_UNREACHABLE' });
    await expect(openNats({ ...at, servers: ['127.0.0.1:1'] })).rejects.toMatchObject({
      code: 'STREAM_UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:1'),
    });
  });

  test('kill -9 of any node, the leader first, while records come in and are read: none acknowledged is lost', async () => {
    const stream = await open('killed');
    await stream.publish('t', ['first']);
    const kept = ['first'];
    const seen: string[] = [];
    const reader = await stream.subscribe('t', 'c', async ({ records }) => {
      seen.push(...records.map(({ data }) => data.toString()));
    });
    let stopping = false;
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; !stopping; n++) {
        const record = `${writer}-${n} ${'x'.repeat(n % 7 === 0 ? 20_000 : 40)}`;
        try {
          await stream.publish('t', [record]);
          kept.push(record);
        } catch (error) {
          expect(error).toMatchObject({ code: 'STREAM_LOST' });
        }
      }
    });
    const more = async (): Promise<void> => {
      const before = kept.length;
      await expect.poll(() => kept.length, { timeout: 30_000 }).toBeGreaterThan(before + 100);
    };
    await more();
    for (let round = 0; round < 2; round++) {
      const node =
        round === 0 ? await nats.leaderOf('killed_t') : (await nats.leaderOf('killed_t')) === 0 ? 1 : 0;
      await nats.kill(node);
      await more();
      await nats.start(node);
    }
    stopping = true;
    await Promise.all(writers);
    await reader.caughtUp();
    const read = new Set(seen);
    expect(kept.filter((record) => !read.has(record))).toEqual([]);
    // What came twice, as may be, came after itself: order within one writer held.
    for (const one of Array.from({ length: 8 }, (_, writer) =>
      [...read].filter((text) => text.startsWith(`${writer}-`)),
    )) {
      const numbers = one.map((text) => Number(/^\d+-(\d+)/.exec(text)![1]));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
    await stream.close();
  }, 120_000);
});

const untrusted = noNats ?? noCertificates;
describe.skipIf(untrusted)(`NATS over TLS${skippedFor(untrusted)}`, () => {
  test('the certificate is checked, and what is not signed by whom we trust is refused', async () => {
    const [ours, another] = [makeCertificate(), makeCertificate()];
    const nats = await startNats(1, ours);
    const options = { servers: nats.servers, user: nats.user, password: () => nats.password, replicas: 1 };
    const stream = await openNats({ ...options, tls: { ca: ours.ca } });
    expect(await stream.publish('t', ['a'])).toEqual({ first: 0, last: 0 });
    await stream.close();
    for (const tls of [{ ca: another.ca }, {}])
      await expect(openNats({ ...options, tls })).rejects.toMatchObject({ code: 'STREAM_UNREACHABLE' });
    await nats.close();
    for (const place of [ours, another]) place.remove();
  });

  test('a server that knows no TLS is not spoken to without', async () => {
    const nats = await startNats(1);
    const options = { servers: nats.servers, user: nats.user, password: () => nats.password, replicas: 1 };
    await expect(openNats({ ...options, tls: {} })).rejects.toMatchObject({ code: 'STREAM_UNREACHABLE' });
    await nats.close();
  });
});
