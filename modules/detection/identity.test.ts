/** Risk: a record counted twice because it was sent twice, or two records taken for one. */
import { describe, expect, it } from 'vitest';
import { createRepeats, identityOf } from './identity.ts';
import type { Event } from './model.ts';
import { readInput } from './readers/index.ts';

async function read(text: string): Promise<Event[]> {
  async function* bytes() {
    yield Buffer.from(text);
  }
  const events: Event[] = [];
  for await (const batch of readInput('a', bytes())) events.push(...batch);
  return events;
}
const identities = async (text: string) => (await read(text)).map(identityOf);

const windows = (n: number, host = 'ws1', second = 0) =>
  JSON.stringify({
    '@timestamp': `2026-03-18T10:00:0${second}.000Z`,
    winlog: {
      channel: 'Security',
      event_id: '4624',
      record_id: n,
      computer_name: host,
      event_data: { TargetUserName: 'x' },
    },
  });

describe('the identity of a record', () => {
  it('is the same wherever it stands in what was sent, and another for every other record', async () => {
    const [a, b] = await identities(`${windows(1)}\n${windows(2)}\n`);
    const [b2, a2] = await identities(`${windows(2)}\n${windows(1)}\n`);
    expect([a2, b2]).toEqual([a, b]);
    const others = await identities(`${windows(1, 'ws2')}\n${windows(1, 'ws1', 1)}\n`);
    expect(new Set([a, b, ...others]).size).toBe(4);
  });

  it('is not made up where nothing numbers the records', async () => {
    expect(await identities('<34>1 2026-03-18T10:00:00Z gw su - - - failed\n'.repeat(2))).toEqual([
      undefined,
      undefined,
    ]);
    expect(await identities('{"time":"2026-03-18T10:00:00Z","message":"x"}\n')).toEqual([undefined]);
    const bare = {
      '@timestamp': '2026-03-18T10:00:00Z',
      winlog: { channel: 'Security', event_id: '4624', computer_name: 'a' },
    };
    expect(await identities(`${JSON.stringify(bare)}\n`)).toEqual([undefined]);
  });
});

describe('repeats', () => {
  it('are known within a batch and after it, and forgotten with a batch that was not kept', () => {
    const repeats = createRepeats(3);
    expect(['a', 'a'].map(repeats.isRepeat)).toEqual([false, true]);
    repeats.forget();
    expect(repeats.isRepeat('a')).toBe(false);
    repeats.keep();
    expect(repeats.isRepeat('a')).toBe(true);
  });

  it('are known in the batch after one that is not kept yet, and each is kept in its turn', () => {
    const repeats = createRepeats(3);
    repeats.begin();
    repeats.isRepeat('a');
    repeats.begin();
    expect(['a', 'b'].map(repeats.isRepeat)).toEqual([true, false]);
    repeats.keep();
    repeats.forget();
    expect(['a', 'b'].map(repeats.isRepeat)).toEqual([true, false]);
  });

  it('are remembered up to a bound, the newest of them', () => {
    const repeats = createRepeats(3);
    for (const identity of ['a', 'b', 'c', 'd']) {
      repeats.isRepeat(identity);
      repeats.keep();
    }
    expect(['b', 'c', 'd'].every(repeats.isRepeat)).toBe(true);
    expect(repeats.isRepeat('a')).toBe(false);
  });
});
