/** Replays the sample hospital's simulated logs, speeded up, through the same door that real logs use. */
import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import type { Estate } from '@cordon/estate';
import type { Database } from '@cordon/platform/database';
import type { Logger } from '@cordon/platform/telemetry';
import { type Emitted, type Scenario, simulate } from '@cordon/simulator';
import type { Situation } from './api.ts';

export interface DemonstrationTables {
  demonstration: { id: number; lines: string; clock: string | null };
}

export interface DemonstrationNeeds {
  database: Database;
  estate: Estate;
  scenario: Scenario;
  /** How many times faster than life. */
  speed: number;
  /** The door: resolves when the lines are durable. */
  send(name: string, key: string, lines: string[]): Promise<void>;
  log: Logger;
}

export interface Demonstration {
  state(): Situation['demonstration'];
  /** Ends between two batches; the next start goes on from there. */
  stop(): Promise<void>;
}

const seed = 1;
/** Real milliseconds between batches. */
const tick = 250;

export async function startDemonstration(needs: DemonstrationNeeds): Promise<Demonstration> {
  const { database, estate, scenario, speed, send, log } = needs;
  const state = database.tables<DemonstrationTables>();
  const before = await state.selectFrom('demonstration').selectAll().executeTakeFirst();
  const begins = Date.parse(scenario.start);
  const lasts = scenario.duration;
  let done = Number(before?.lines ?? 0);
  let clock = before?.clock ?? null;
  let finished = false;
  let stopping = false;

  /** Acknowledged lines are skipped by making them again: the simulation is the same every time. */
  async function* fromHere(): AsyncGenerator<Emitted> {
    let n = 0;
    for (const emitted of simulate({ estate, scenario, seed })) {
      if (n++ >= done) yield emitted;
      else if (n % 500 === 0) await setImmediate(); // the console stays quick while we catch up
    }
  }

  async function sendTick(lines: readonly Emitted[]): Promise<void> {
    const byStream = new Map<string, string[]>();
    for (const { stream, line } of lines) {
      const of = byStream.get(stream);
      if (of) of.push(line);
      else byStream.set(stream, [line]);
    }
    // The key depends only on the place in the simulation, so that a tick sent again after a crash counts once.
    for (const [stream, some] of byStream) await send(stream, `sample-${done}`, some);
    done += lines.length;
    clock = lines.at(-1)?.time ?? clock;
    await state
      .insertInto('demonstration')
      .values({ id: 1, lines: String(done), clock })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ lines: String(done), clock }))
      .execute();
  }

  async function replay(): Promise<void> {
    let waiting: Emitted[] = [];
    let due: number | null = null;
    for await (const emitted of fromHere()) {
      if (stopping) return;
      const at = Date.parse(emitted.time);
      due ??= at + tick * speed;
      while (at >= due) {
        if (waiting.length > 0) await sendTick(waiting);
        waiting = [];
        due += tick * speed;
        await pause(tick);
        if (stopping) return;
      }
      waiting.push(emitted);
    }
    if (waiting.length > 0) await sendTick(waiting);
    finished = true;
  }

  const running = replay().catch((error: unknown) => {
    if (!stopping)
      log.error({ err: error }, 'The replay of the sample hospital stopped; what it sent is kept.');
  });

  return {
    state: () => {
      const reached = clock === null ? 0 : (Date.parse(clock) - begins) / lasts;
      return {
        scenario: scenario.title,
        clock,
        progress: finished ? 1 : Math.min(1, Math.max(0, reached)),
        speed,
        finished,
      };
    },
    async stop() {
      stopping = true;
      await running;
    },
  };
}
