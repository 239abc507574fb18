/** What every adapter of the Stream port must do. Run by the tests of each adapter, in vitest. */
import { describe, expect, test } from 'vitest';
import type { Stream, StreamBatch } from './port.ts';

/** `make` gives a fresh, empty stream place; `open` may be called again after `close` and must find what was kept. */
export function streamContract(name: string, make: () => Promise<{ open: () => Promise<Stream> }>): void {
  const texts = (batch: StreamBatch): string[] => batch.records.map((one) => one.data.toString());
  const numbers = (count: number, from = 0): string[] =>
    Array.from({ length: count }, (_, i) => String(from + i));

  describe(`stream contract: ${name}`, () => {
    test('a reader sees everything published before and after it came, in order', async () => {
      const { open } = await make();
      const stream = await open();
      await stream.publish('events', numbers(700));
      const seen: string[] = [];
      const reader = await stream.subscribe(
        'events',
        'detect',
        async (batch) => void seen.push(...texts(batch)),
      );
      await stream.publish('events', numbers(300, 700));
      await reader.caughtUp();
      expect(seen).toEqual(numbers(1_000));
      expect(reader.lag()).toBe(0);
      await stream.close();
    });

    test('a batch whose handler failed comes again; nothing is skipped and nothing overtakes it', async () => {
      const { open } = await make();
      const stream = await open();
      const seen: string[] = [];
      const attempts: number[] = [];
      let failures = 2;
      const reader = await stream.subscribe(
        'events',
        'detect',
        async (batch) => {
          if (failures-- > 0) throw new Error('not now');
          seen.push(...texts(batch));
        },
        { records: 4, onError: (_, attempt) => attempts.push(attempt) },
      );
      await stream.publish('events', numbers(10));
      await reader.caughtUp();
      expect(attempts).toEqual([1, 2]);
      expect(seen).toEqual(numbers(10));
      await stream.close();
    });

    test('after a restart a reader goes on where its last finished batch ended', async () => {
      const { open } = await make();
      const first = await open();
      await first.publish('events', numbers(10));
      const before: string[] = [];
      const reader = await first.subscribe(
        'events',
        'detect',
        async (batch) => {
          if (before.length >= 5) throw new Error('dies here');
          before.push(...texts(batch));
        },
        { records: 5 },
      );
      while (reader.lag() > 5) await new Promise((resolve) => setTimeout(resolve, 5));
      await first.close();

      const second = await open();
      expect(await second.lag('events', 'detect')).toBe(5);
      const after: string[] = [];
      const again = await second.subscribe(
        'events',
        'detect',
        async (batch) => void after.push(...texts(batch)),
      );
      await again.caughtUp();
      expect([...before, ...after]).toEqual(numbers(10));
      await second.close();
    });

    test('readers with cursors of their own do not disturb each other, and one cursor has one reader', async () => {
      const { open } = await make();
      const stream = await open();
      await stream.publish('events', numbers(20));
      const counts = { a: 0, b: 0 };
      const count = (key: 'a' | 'b') => async (batch: StreamBatch) => {
        counts[key] += batch.records.length;
      };
      const a = await stream.subscribe('events', 'a', count('a'));
      const b = await stream.subscribe('events', 'b', count('b'), { from: 'newest' });
      await expect(stream.subscribe('events', 'a', count('a'))).rejects.toMatchObject({
        code: 'STREAM_CURSOR',
      });
      await stream.publish('events', numbers(3));
      await Promise.all([a.caughtUp(), b.caughtUp()]);
      expect(counts).toEqual({ a: 23, b: 3 });
      await a.stop();
      await stream.subscribe('events', 'a', count('a'));
      await stream.close();
    });

    test('a slow reader is not buffered for: it never has more than one batch in hand', async () => {
      const { open } = await make();
      const stream = await open();
      let inHand = 0;
      let most = 0;
      const reader = await stream.subscribe(
        'events',
        'slow',
        async () => {
          most = Math.max(most, ++inHand);
          await new Promise((resolve) => setTimeout(resolve, 5));
          inHand--;
        },
        { records: 10 },
      );
      for (let i = 0; i < 10; i++) await stream.publish('events', numbers(10));
      await reader.caughtUp();
      expect(most).toBe(1);
      await stream.close();
    });

    test('trimming lets go only of what every cursor has passed', async () => {
      const { open } = await make();
      const stream = await open();
      const fast = await stream.subscribe('events', 'fast', async () => {});
      const held = await stream.subscribe('events', 'held', async () => Promise.reject(new Error('stuck')));
      for (let i = 0; i < 30; i++) await stream.publish('events', numbers(20, i * 20));
      await fast.caughtUp();
      await stream.trim('events');
      await held.stop();
      const seen: string[] = [];
      const again = await stream.subscribe(
        'events',
        'held',
        async (batch) => void seen.push(...texts(batch)),
      );
      await again.caughtUp();
      expect(seen).toEqual(numbers(600));
      await stream.trim('events');
      expect(await stream.lag('events', 'held')).toBe(0);
      await stream.close();
    });

    test('names that could leave the folder are refused', async () => {
      const { open } = await make();
      const stream = await open();
      for (const bad of ['../up', 'A', '', 'a/b', 'x'.repeat(80)]) {
        await expect(stream.publish(bad, ['x'])).rejects.toMatchObject({ code: 'STREAM_NAME' });
      }
      await stream.close();
    });
  });
}
