/**
 * What sealing patients costs: `npx tsx bench/sealing.ts`. For each log of a simulated ordinary day, the CPU time of making a record what is
 * stored, without and with looking for patients and sealing them. Then bodies as the stream has them, beside copying the same bytes.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createRestore,
  createSealEvent,
  declaredPatients,
  type Event,
  readInput,
  toStored,
} from '@cordon/detection';
import { loadEstate } from '@cordon/estate';
import { createFields, fieldKeyOf, openKeyRing, rootInFile } from '@cordon/platform/keys';
import { projectPath } from '@cordon/platform/root';
import { loadScenario, simulate } from '@cordon/simulator';
import { best, cpuSeconds, row } from './measure.ts';

const rounds = 12;
const most = 8_000;
const least = 500;

const fields = createFields([fieldKeyOf('0123456789abcdef', 'bench/patients', randomBytes(32))]);
const sealEvent = createSealEvent(declaredPatients(), createRestore());

async function eventsOf(name: string, lines: readonly string[]): Promise<Event[]> {
  async function* bytes() {
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
  const events: Event[] = [];
  for await (const batch of readInput(name, bytes())) events.push(...batch);
  return events;
}

async function microseconds(events: readonly Event[], work: (event: Event) => unknown): Promise<number> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round++)
    all.push(
      await cpuSeconds(() => {
        for (const event of events) work(event);
      }),
    );
  return (best(all) / events.length) * 1e6;
}

const estate = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
const scenario = await loadScenario('ordinary-day', projectPath('content/scenarios'));
const logs = new Map<string, string[]>();
for (const { stream, line } of simulate({ estate, scenario, seed: 1 })) {
  const lines = logs.get(stream) ?? [];
  logs.set(stream, lines);
  if (lines.length < most) lines.push(line);
}
for (const [name, lines] of logs) {
  if (lines.length < least) continue;
  const events = await eventsOf(name, lines);
  const plain = await microseconds(events, (event) => toStored(event, 'id', 'bench'));
  const sealed = await microseconds(events, (event) =>
    sealEvent(event, toStored(event, 'id', 'bench'), fields),
  );
  row(name, `${(sealed - plain).toFixed(1)} us`, `on top of ${plain.toFixed(1)} us`);
}

const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-sealing-'));
const ring = await openKeyRing({ folder, unlock: rootInFile({ folder }) });
const body = randomBytes(4_000_000);
const times = 25;
const rate = async (work: () => unknown): Promise<string> => {
  const spent = await cpuSeconds(() => {
    for (let n = 0; n < times; n++) work();
  });
  return `${((body.length * times) / spent / 1e9).toFixed(2)} GB/s`;
};
const sealedBody = ring.sealBytes('bench', 'stream', body);
row('bodies of 4 MB: copied', await rate(() => Buffer.from(body)));
row('sealed', await rate(() => ring.sealBytes('bench', 'stream', body)));
row('opened', await rate(() => ring.unsealBytes('bench', 'stream', sealedBody)));
ring.close();
rmSync(folder, { recursive: true });
