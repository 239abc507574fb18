/**
 * Segmentation worked out on a thread of its own, which ends once nobody waits for it: what takes seconds must not hold up whoever looks at an
 * incident. One question after the other, so that many who ask take no more than one thread.
 */
import { dataOf, type EstateData } from '@cordon/estate';
import { fault, isFault } from '@cordon/platform/fault';
import { httpFault } from '@cordon/platform/http';
import { type Calls, connectCalls, startWorker } from '@cordon/platform/worker';
import type { ExportOptions } from './export.ts';
import type { Discovered, Exported, SegmentationView, Simulation } from './model.ts';
import { type RecommendOptions, usually } from './recommend.ts';
import type { Ground } from './simulate.ts';

/** What is asked of which hospital. Plain data, which crosses from one thread to another. */
export interface Question {
  ground: Omit<Ground, 'estate' | 'knowledge'> & { estate: EstateData };
  options: RecommendOptions;
  asked: { do: 'view' } | { do: 'discover' } | { do: 'simulate' } | ({ do: 'export' } & ExportOptions);
}

export type Answer = SegmentationView | Discovered[] | Simulation | Exported;

export interface Failure {
  code: string;
  message: string;
  next: string;
  status: number | null;
}

export const failureOf = (error: unknown): Failure =>
  isFault(error)
    ? {
        ...{ code: error.code, message: error.message, next: error.next },
        status: typeof error.details.status === 'number' ? error.details.status : null,
      }
    : {
        code: 'SEGMENTATION_FAILED',
        message: `Segmentation could not be worked out: ${error instanceof Error ? error.message : String(error)}. Nothing was changed.`,
        next: 'Try again. If this goes on, report it with the lines of the log around it.',
        status: null,
      };

const faultOf = ({ code, message, next, status }: Failure): Error =>
  status === null ? fault(code, message, next) : httpFault(status, code, message, next);

let thread: Promise<Calls<Question, Answer>> | null = null;
let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

export interface Thread {
  view(): Promise<SegmentationView>;
  discover(): Promise<Discovered[]>;
  simulate(): Promise<Simulation>;
  export(options: ExportOptions): Promise<Exported>;
}

export function onThread({ estate, ...rest }: Omit<Ground, 'knowledge'>, options: RecommendOptions): Thread {
  const ground = { ...rest, estate: dataOf(estate) };
  const ask = <A extends Answer>(asked: Question['asked']): Promise<A> => {
    waiting++;
    const mine = last.then(() => work({ ground, options, asked })).finally(leave);
    last = mine.catch(() => undefined);
    return mine as Promise<A>;
  };
  return {
    view: () => ask({ do: 'view' }),
    discover: () => ask({ do: 'discover' }),
    simulate: () => ask({ do: 'simulate' }),
    export: (given) => ask({ do: 'export', ...given }),
  };
}

/** Machines that talk in a zone of ours and that the estate does not know, found on that thread. */
export const discovered = (ground: Omit<Ground, 'knowledge'>): Promise<Discovered[]> =>
  onThread(ground, usually).discover();

async function work(question: Question): Promise<Answer> {
  thread ??= connectCalls<Question, Answer, Failure>(startWorker(import.meta.url, 'segmentation-worker'), {
    failed: faultOf,
    stopped: (why) => faultOf(failureOf(new Error(why))),
  });
  const calls = await thread;
  return calls.ask(question);
}

async function leave(): Promise<void> {
  waiting--;
  if (waiting > 0) return;
  const ending = thread;
  thread = null;
  await ending?.then((calls) => calls.end()).catch(() => undefined);
}
