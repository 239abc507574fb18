/**
 * One source of logs for `load.ts`, in a process of its own, so that making logs up does not disturb what is measured. Tells of each
 * body that was acknowledged or refused.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Body, bodies } from './simulated.ts';

export interface Sender {
  /** Of the door, with the token's secret. */
  address: string;
  secret: string;
  bytes: number;
  /** Events a second; null: as many as the door takes, four bodies at once, and no regard for how long it asks to wait. */
  rate: number | null;
  sender: number;
  senders: number;
}

/** Milliseconds from sending to the answer, and when that came. */
export type Sent = { taken: number; bytes: number; ms: number; at: number } | { refused: true };

const { address, secret, bytes, rate, sender, senders } = JSON.parse(process.argv[2]!) as Sender;
const some = bodies(bytes, sender, senders);
let stopping = false;
process.once('message', () => {
  stopping = true;
});
const tell = (sent: Sent): void => void process.send!(sent);

async function send({ name, lines, text }: Body): Promise<void> {
  for (;;) {
    const start = performance.now();
    const answer = await fetch(`${address}/api/v1/logs?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: text,
    });
    await answer.arrayBuffer();
    if (answer.status === 202) {
      tell({ taken: lines, bytes: text.length, ms: performance.now() - start, at: Date.now() });
      return;
    }
    if (answer.status !== 429) throw new Error(`the door answered ${answer.status}`);
    tell({ refused: true });
    if (stopping) return;
    await pause(rate === null ? 50 : 1_000);
  }
}

async function asFastAsItGoes(): Promise<void> {
  while (!stopping) await send((await some.next()).value);
}

async function atRate(events: number): Promise<void> {
  let due = performance.now();
  while (!stopping) {
    const { value } = await some.next();
    await pause(Math.max(0, due - performance.now()));
    await send(value);
    // Whoever was held up sends the rest at once.
    due += (value.lines / events) * 1_000;
  }
}

await Promise.all(rate === null ? Array.from({ length: 4 }, asFastAsItGoes) : [atRate(rate)]);
process.disconnect();
