/** The thread that reads received logs, asks rules and lets models learn. */
import { workerData } from 'node:worker_threads';
import { createEstate } from '@cordon/estate';
import { answerCalls } from '@cordon/platform/worker';
import {
  createReadReceived,
  packRead,
  type ReadPortion,
  type ReadReceived,
  unpackRead,
} from './live-read.ts';
import { createLiveTake, type LiveTake } from './live-take.ts';
import type { LiveAnswer, LiveRequest, LiveWorkerData } from './live-thread.ts';
import { createRestore } from './stored.ts';

type Ask<Do extends LiveRequest['do']> = Extract<LiveRequest, { do: Do }>;

function createAnswers(organisation: string): (request: LiveRequest) => Promise<LiveAnswer> {
  let live: LiveTake | undefined;
  let received: ReadReceived | undefined;
  const restore = createRestore();

  function open({ state: { estate, ...state } }: Ask<'open'>): LiveTake {
    const whole = { ...state, estate: estate && createEstate(estate) };
    live?.reopen(whole);
    live ??= createLiveTake(whole);
    return live;
  }

  function opened(): LiveTake {
    if (!live) throw new Error('it was not opened');
    return live;
  }

  function read({ topic, received: some, rules }: Ask<'read'> | Ask<'take'>): Promise<ReadPortion> {
    if (rules) received = createReadReceived(rules, organisation);
    if (!received) throw new Error('it has no rules');
    return received(topic, some);
  }

  return async (request) => {
    switch (request.do) {
      case 'open':
        return open(request).standing();
      case 'take':
        return opened().take([await read(request)], request.thresholds);
      case 'read':
        return packRead(await read(request));
      case 'takeRead':
        return opened().take(
          request.packed.map((packed) => unpackRead(packed, restore)),
          request.thresholds,
        );
      case 'stored':
        live?.stored();
        return null;
      case 'rest':
        return live?.rest() ?? null;
    }
  };
}

await answerCalls<LiveRequest, LiveAnswer, string>(
  async () => createAnswers((workerData as LiveWorkerData).organisation),
  (error) => (error instanceof Error ? error.message : String(error)),
  (answer) => (answer && 'lines' in answer ? answer.lines.map(({ buffer }) => buffer as ArrayBuffer) : []),
);
