/**
 * Risks: a log line that can be read while it waits to be worked through; one that somebody else put on the stream and that is taken for a
 * door's; a key that is destroyed while something waits under it, and everything behind that stands still for ever.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeyRing, rootInFile } from '@cordon/platform/keys';
import { openStream } from '@cordon/platform/stream';
import { createLogger } from '@cordon/platform/telemetry';
import { afterAll, expect, it } from 'vitest';
import { sealedStream } from './sealed-stream.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-sealed-stream-'));
const folder = join(dir, 'keys');
const keys = await openKeyRing({ folder, unlock: rootInFile({ folder }) });
const open = await openStream({ dir: join(dir, 'stream') });
const log = createLogger('test', { level: 'silent' });
const stream = sealedStream(open, keys, 'sah', log);
afterAll(async () => {
  await open.close();
  keys.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What a reader of the topic is given, until it has all that was published. */
async function read(topic: string, from = stream): Promise<string[]> {
  const given: string[] = [];
  const reading = await from.subscribe(topic, 'reader', async ({ records }) => {
    given.push(...records.map(({ data }) => data.toString()));
  });
  await reading.caughtUp();
  await reading.stop();
  return given;
}

it('gives back what was put on it, and nothing of that lies on the disk', async () => {
  await stream.publish('received', ['line of nurse seven', Buffer.from('and the next')]);
  const bytes = readdirSync(join(dir, 'stream'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('');
  expect(bytes.length).toBeGreaterThan(100);
  expect(bytes).not.toMatch(/nurse|next/);
  expect(await read('received')).toEqual(['line of nurse seven', 'and the next']);
});

it('takes nothing that was not sealed for this hospital and this topic', async () => {
  const strange = sealedStream(open, keys, 'rxx', log);
  for (const [topic, put] of [
    ['bare', () => open.publish('bare', ['made up'])],
    ['of-another', () => strange.publish('of-another', ['made up'])],
    ['moved', () => open.publish('moved', [keys.sealBytes('sah', 'stream/elsewhere', Buffer.from('x'))])],
  ] as const) {
    await put();
    const refused = await new Promise<unknown>((resolve) => {
      const reading = stream.subscribe(topic, 'reader', async () => resolve('taken'), {
        onError: (error) => void reading.then(({ stop }) => stop()).then(() => resolve(error)),
      });
    });
    expect(refused, topic).toMatchObject({ code: 'SEALED_DAMAGED' });
  }
});

it('goes on with what comes after the key of what waited was destroyed', async () => {
  await stream.publish('waiting', ['gone', 'gone too']);
  await keys.destroy('sah');
  await stream.publish('waiting', ['after']);
  expect(await read('waiting')).toEqual(['after']);
});
