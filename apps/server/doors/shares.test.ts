/** Risks: a flood from one source that shuts others out, or that they wait behind without end; a share that never comes free again. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createShares, mostWaiting, type Place, perRecord } from './shares.ts';

const largest = 8 * 1024 * 1024;

/** A stream of several topics that is worked through in order, when it is told to. */
function createWork(topics: number) {
  const ends = Array.from({ length: topics }, () => 0);
  const order: { place: Place; bytes: number }[] = [];
  const done = new Map<string, number>();
  let failing = false;
  let next = 0;
  const shares = createShares({
    async publish(record) {
      if (failing) throw new Error('the disk is full');
      const topic = next++ % topics;
      const place = { topic: `t${topic}`, seq: ends[topic]!++ };
      order.push({ place, bytes: record.length });
      return place;
    },
    done: (topic) => done.get(topic) ?? 0,
    lag: () => order.length,
  });
  return {
    shares,
    fail(yes: boolean) {
      failing = yes;
    },
    work(records: number) {
      for (const { place } of order.splice(0, records)) done.set(place.topic, place.seq + 1);
    },
    waitingBytes: () => order.reduce((sum, { bytes }) => sum + bytes + perRecord, 0),
  };
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ source: fc.nat(5), bytes: fc.integer({ min: 1, max: largest }) }) },
  { weight: 1, arbitrary: fc.record({ source: fc.nat(5), failing: fc.constant(true) }) },
  { weight: 2, arbitrary: fc.record({ work: fc.integer({ min: 1, max: 6 }) }) },
);

it('whatever is sent and worked through: who has nothing waiting is let in, what waits is bounded, and all of it comes free', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(1, 3),
      fc.array(step, { maxLength: 120, size: 'max' }),
      async (topics, steps) => {
        const { shares, work, fail, waitingBytes } = createWork(topics);
        const sources = Array.from({ length: 6 }, (_, n) => shares.from(`s${n}`));
        // One after another, each may fill what is its share among those that came before.
        const equal = sources.reduce((sum, _, n) => sum + mostWaiting / (n + 1), 0);
        const bound = equal + sources.length * (largest + perRecord);
        const quiet = shares.from('quiet');
        for (const one of steps) {
          if ('work' in one) work(one.work);
          else if ('failing' in one) {
            fail(true);
            await expect(sources[one.source]!.publish(new Uint8Array(9))).rejects.toThrow('full');
            fail(false);
          } else if (!sources[one.source]!.isFull())
            await sources[one.source]!.publish(new Uint8Array(one.bytes));
          expect(waitingBytes()).toBeLessThanOrEqual(bound);
          expect(quiet.isFull()).toBe(false);
        }
        work(Number.POSITIVE_INFINITY);
        expect(sources.map((source) => source.isFull())).toEqual(sources.map(() => false));
      },
    ),
    { numRuns: 60 },
  );
});

it('a source over its share waits until its own records are worked through, and another is let in meanwhile', async () => {
  const { shares, work } = createWork(1);
  const [flood, other] = [shares.from('flood'), shares.from('other')];
  const body = new Uint8Array(1024 * 1024);
  let sent = 0;
  for (; !flood.isFull(); sent++) await flood.publish(body);
  expect(sent).toBe(mostWaiting / body.length);
  for (let n = 0; n < 3; n++) {
    expect(other.isFull()).toBe(false);
    await other.publish(body);
  }
  // Two share now, and the flood has more than its half.
  work(sent / 2 - 1);
  expect(flood.isFull()).toBe(true);
  work(2);
  expect(flood.isFull()).toBe(false);
  work(sent + 3);
  expect([flood.isFull(), other.isFull()]).toEqual([false, false]);
});

it('what is not durable yet counts too, so that many requests at once are no way around it', async () => {
  const shares = createShares({
    publish: () => new Promise(() => {}),
    done: () => 0,
    lag: () => 0,
  });
  const flood = shares.from('flood');
  let sent = 0;
  for (; !flood.isFull() && sent < 1_000; sent++) void flood.publish(new Uint8Array(largest));
  expect(sent).toBe(mostWaiting / largest);
  expect(shares.from('other').isFull()).toBe(false);
});

it('says since when the oldest of what waits has waited, whoever left it there, and nothing once it is worked through', async () => {
  const { shares, work } = createWork(2);
  expect(shares.waitingSince()).toBeNull();
  const before = Date.now();
  await shares.from('a').publish(new Uint8Array(1));
  const since = shares.waitingSince()!;
  expect(since).toBeGreaterThanOrEqual(before);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await shares.from('b').publish(new Uint8Array(1));
  expect(shares.waitingSince()).toBe(since);
  work(1);
  expect(shares.waitingSince()).toBeGreaterThan(since);
  work(1);
  expect(shares.waitingSince()).toBeNull();
  // Left by a process before this one.
  let left = 3;
  const later = createShares({
    publish: async () => ({ topic: 't', seq: 3 }),
    done: () => 3 - left,
    lag: () => left,
  });
  const found = later.waitingSince()!;
  expect(found).toBeGreaterThanOrEqual(before);
  expect(later.waitingSince()).toBe(found);
  left = 0;
  expect(later.waitingSince()).toBeNull();
});
