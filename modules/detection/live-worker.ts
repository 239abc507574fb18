/** The thread that reads received logs, asks rules and lets models learn. */
import { createEstate } from '@cordon/estate';
import { answerCalls } from '@cordon/platform/worker';
import { createReadReceived, type ReadReceived } from './live-read.ts';
import { createLiveTake, type LiveTake } from './live-take.ts';
import type { LiveAnswer, LiveRequest } from './live-thread.ts';

type Ask<Do extends LiveRequest['do']> = Extract<LiveRequest, { do: Do }>;

function createAnswers(): (request: LiveRequest) => Promise<LiveAnswer> {
  let live: LiveTake | undefined;
  let read: ReadReceived | undefined;
  let organisation = '';

  function open({ state: { estate, organisation: org, ...state } }: Ask<'open'>): LiveTake {
    organisation = org;
    const whole = { ...state, estate: estate && createEstate(estate) };
    live?.reopen(whole);
    live ??= createLiveTake(whole);
    return live;
  }

  async function take({ received, rules, thresholds }: Ask<'take'>): Promise<LiveAnswer> {
    if (rules) read = createReadReceived(rules, organisation);
    if (!live || !read) throw new Error('it was not opened');
    return live.take(await read(received), thresholds);
  }

  return async (request) => {
    switch (request.do) {
      case 'open':
        return open(request).standing();
      case 'take':
        return take(request);
      case 'stored':
        live?.stored();
        return null;
      case 'rest':
        return live?.rest() ?? null;
    }
  };
}

await answerCalls<LiveRequest, LiveAnswer, string>(
  async () => createAnswers(),
  (error) => (error instanceof Error ? error.message : String(error)),
  (answer) => (answer && 'lines' in answer ? answer.lines.map(({ buffer }) => buffer as ArrayBuffer) : []),
);
