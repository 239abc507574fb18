/** Detection on a thread of its own, seen from the thread that serves pages. Starts the thread, and another when it has died. */
import { dataOf, type EstateData } from '@cordon/estate';
import { fault, isFault } from '@cordon/platform/fault';
import type { FieldKeys } from '@cordon/platform/keys';
import { type Calls, connectCalls, startWorker } from '@cordon/platform/worker';
import type { ModelStanding } from './live-models.ts';
import type { Received } from './live-read.ts';
import { type LiveRules, liveRulesOf } from './live-rules.ts';
import type { Rest, Taken, TakeState } from './live-take.ts';
import type { Thresholds } from './models/index.ts';
import type { Book } from './rulebook/index.ts';

/** What seals and opens who a patient is; null: as before. */
interface WithPatients {
  patients: FieldKeys | null;
}

/** `rules`: only when they are others than before. */
interface Reading extends WithPatients {
  topic: string;
  received: Received[];
  rules: LiveRules | null;
}

export type LiveRequest =
  | ({ do: 'open'; state: Omit<TakeState, 'estate'> & { estate: EstateData | null } } & WithPatients)
  | ({ do: 'take'; thresholds: Thresholds } & Reading)
  | ({ do: 'read' } & Reading)
  | ({ do: 'takeRead'; packed: Uint8Array[]; thresholds: Thresholds } & WithPatients)
  | { do: 'stored' }
  | { do: 'rest' };

export type LiveAnswer = ModelStanding | Taken | Rest | Uint8Array | null;

/** Whose events it reads. */
export interface LiveWorkerData {
  organisation: string;
}

/** One portion is taken at a time; the next may be while the one before is stored. */
export interface DetectionThread {
  /** Goes on from what is stored: at first, and after anything that failed. */
  open(state: TakeState): Promise<ModelStanding>;
  /** Reads what doors received and takes it. */
  take(topic: string, received: readonly Received[], book: Book, thresholds: Thresholds): Promise<Taken>;
  /** Only reads, for whoever takes it elsewhere. Needs no `open`. */
  read(topic: string, received: readonly Received[], book: Book): Promise<Uint8Array>;
  /** Takes what was read elsewhere. */
  takeRead(packed: readonly Uint8Array[], thresholds: Thresholds): Promise<Taken>;
  /** The oldest portion that was taken is stored. */
  stored(): void;
  /** What came together since it was last stored: for an orderly stop. */
  rest(): Promise<Rest>;
  close(): Promise<void>;
}

type LiveCalls = Calls<LiveRequest, LiveAnswer>;

/** As for scanning: events live as long as a portion, which the usual room for the young is too small for. */
const youngMegabytes = 64;

/** `patients`: keys of this moment, for what says who a patient is. */
export function createDetectionThread(organisation: string, patients: () => FieldKeys): DetectionThread {
  let calls: Promise<LiveCalls> | null = null;
  /** The rules and keys that the thread holds. */
  let known: Book | null = null;
  let knownKeys: FieldKeys | null = null;

  function start(): Promise<LiveCalls> {
    return connectCalls<LiveRequest, LiveAnswer, string>(
      startWorker(import.meta.url, 'live-worker', {
        workerData: { organisation } satisfies LiveWorkerData,
        resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
      }),
      {
        failed: (why) =>
          fault(
            'DETECTION_FAILED',
            `Received logs could not be worked through: ${why}. They are kept.`,
            'They are tried again by themselves. If this goes on, report it with the lines around it.',
          ),
        stopped: (why) =>
          fault(
            'DETECTION_STOPPED',
            `The thread that works through received logs ended: ${why}. Nothing is lost.`,
            'It is started again by itself, and takes the same logs again.',
          ),
      },
    );
  }

  async function ask<Answer extends LiveAnswer>(
    request: LiveRequest,
    given: readonly ArrayBuffer[] = [],
  ): Promise<Answer> {
    calls ??= start();
    const mine = calls;
    try {
      return (await (await mine).ask(request, given)) as Answer;
    } catch (error) {
      if (isFault(error, 'DETECTION_STOPPED') && calls === mine) {
        calls = null;
        known = null;
        knownKeys = null;
      }
      throw error;
    }
  }

  function readingOf(
    topic: string,
    received: readonly Received[],
    book: Book,
  ): { reading: Reading; buffer: ArrayBuffer } {
    const { own, buffer } = ownBodies(received);
    const rules = book === known ? null : liveRulesOf(book);
    known = book;
    return { reading: { topic, received: own, rules, ...withPatients() }, buffer };
  }

  function withPatients(): WithPatients {
    const keys = patients();
    if (keys === knownKeys) return { patients: null };
    knownKeys = keys;
    return { patients: keys };
  }

  return {
    open: async ({ estate, ...state }) =>
      ask({ do: 'open', state: { ...state, estate: estate && dataOf(estate) }, ...withPatients() }),
    async take(topic, received, book, thresholds) {
      const { reading, buffer } = readingOf(topic, received, book);
      return ask({ do: 'take', ...reading, thresholds }, [buffer]);
    },
    async read(topic, received, book) {
      const { reading, buffer } = readingOf(topic, received, book);
      return ask({ do: 'read', ...reading }, [buffer]);
    },
    // Copied: whoever handed them over may have to hand them over again.
    takeRead: async (packed, thresholds) =>
      ask({
        do: 'takeRead',
        packed: packed.map((each) => Uint8Array.from(each)),
        thresholds,
        ...withPatients(),
      }),
    stored() {
      // A thread that is gone is noticed by the next who waits for its answer.
      ask({ do: 'stored' }).catch(() => undefined);
    },
    rest: () => ask({ do: 'rest' }),
    async close() {
      const open = await calls?.catch(() => null);
      await open?.end();
    },
  };
}

/** Bodies side by side in a buffer of their own: a part of a larger one could not be handed over, only copied with all of it. */
function ownBodies(received: readonly Received[]): { own: Received[]; buffer: ArrayBuffer } {
  const buffer = new ArrayBuffer(received.reduce((sum, { body }) => sum + body.length, 0));
  let at = 0;
  const own = received.map((one) => {
    const body = new Uint8Array(buffer, at, one.body.length);
    body.set(one.body);
    at += body.length;
    return { ...one, body };
  });
  return { own, buffer };
}
