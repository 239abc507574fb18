/**
 * How far an intruder gets and what to do about it, worked out on a thread of its own: at a hundred thousand assets that takes seconds, in
 * which whoever looks at an incident must not wait. The thread keeps the estate and the graph for the next question, and ends when none came
 * for a while.
 */
import { dataOf, type Entry, type Estate, type EstateData } from '@cordon/estate';
import { fault, isFault } from '@cordon/platform/fault';
import { type Calls, connectCalls, startWorker } from '@cordon/platform/worker';
import type { Held } from './blast.ts';
import type { Containment } from './containment.ts';
import type { Proposal, SpreadOverTime } from './model.ts';
import type { PlanOptions } from './plan.ts';

/** Of which hospital: what the thread is given when it starts. */
export interface ThreadGround {
  estate: EstateData;
  entries: readonly Entry[];
}

export interface ProposeOptions extends Omit<PlanOptions, 'stop'> {
  /** Longest that the search may take, in milliseconds: it answers with the best it has by then, and says that it was ended. */
  readonly patience: number;
}

export type ThreadQuestion =
  | { do: 'over-time'; held: Held; horizon: number }
  | { do: 'propose'; held: Held; options: ProposeOptions };

export type ThreadAnswer = Omit<SpreadOverTime, 'named'> | Proposal;

export interface ContainmentThread {
  /** As `Containment` has it. */
  overTime(held: Held, horizon: number): Promise<ReturnType<Containment['overTime']>>;
  /** As `Containment` has it. */
  propose(held: Held, options: ProposeOptions): Promise<Proposal>;
  /** Ends it once what was asked is answered. */
  end(): Promise<void>;
}

const idleMs = 5 * 60_000;

export function createContainmentThread(ground: {
  estate: Estate;
  entries: readonly Entry[];
}): ContainmentThread {
  let calls: Promise<Calls<ThreadQuestion, ThreadAnswer>> | null = null;
  let waiting = 0;
  let ended = false;
  let idle: NodeJS.Timeout | undefined;

  const start = () =>
    connectCalls<ThreadQuestion, ThreadAnswer, string>(
      startWorker(import.meta.url, 'containment-worker', {
        workerData: { estate: dataOf(ground.estate), entries: ground.entries } satisfies ThreadGround,
      }),
      { failed: (why, question) => (question === null ? gone(why) : notWorkedOut(why)), stopped: gone },
    );

  async function stop(): Promise<void> {
    clearTimeout(idle);
    const ending = calls;
    calls = null;
    await ending?.then((open) => open.end()).catch(() => undefined);
  }

  async function ask<A extends ThreadAnswer>(question: ThreadQuestion): Promise<A> {
    clearTimeout(idle);
    waiting++;
    calls ??= start();
    const mine = calls;
    try {
      return (await (await mine).ask(question)) as A;
    } catch (error) {
      // It answers nobody any more; the next question starts another.
      if (isFault(error, 'CONTAINMENT_STOPPED') && calls === mine) calls = null;
      throw error;
    } finally {
      waiting--;
      if (waiting === 0 && ended) await stop();
      else if (waiting === 0) idle = setTimeout(stop, idleMs).unref();
    }
  }

  return {
    overTime: (held, horizon) => ask({ do: 'over-time', held, horizon }),
    propose: (held, options) => ask({ do: 'propose', held, options }),
    async end() {
      ended = true;
      if (waiting === 0) await stop();
    },
  };
}

const notWorkedOut = (why: string): Error =>
  fault(
    'NOT_WORKED_OUT',
    `How far an intruder gets could not be worked out: ${why}. Nothing was changed.`,
    'Try again. If this goes on, report it with the lines of the log around it.',
  );
const gone = (why: string): Error =>
  fault(
    'CONTAINMENT_STOPPED',
    `The thread that works out how far an intruder gets ended: ${why}. Nothing was changed.`,
    'Try again: it is started again by itself.',
  );
