/** Questions to a worker thread and their answers: one message each way, matched by number. */
import { parentPort, type TransferListItem, type Worker } from 'node:worker_threads';

interface Question<Request> {
  id: number;
  request: Request;
}

/** The first reply of a worker has `id` 0 and says that it is ready, or why it cannot be. */
type Reply<Answer, Failure> = { id: number; answer: Answer | null } | { id: number; failure: Failure };

export interface Calls<Request, Answer> {
  /** `given`: buffers of the request that are handed over, not copied. They are gone from this side. */
  ask(request: Request, given?: readonly TransferListItem[]): Promise<Answer>;
  /** Ends the thread at once; what it still owes rejects. Ask it to finish first. */
  end(): Promise<void>;
}

interface Errors<Request, Failure> {
  /** The worker answered with a failure; `request` is null when it failed to start. */
  failed(failure: Failure, request: Request | null): Error;
  /** The worker is gone. */
  stopped(why: string): Error;
}

/** Resolves when the worker says that it is ready. An idle worker does not keep the process alive. */
export function connectCalls<Request, Answer, Failure>(
  worker: Worker,
  errors: Errors<Request, Failure>,
): Promise<Calls<Request, Answer>> {
  interface Waiting {
    request: Request | null;
    resolve(answer: Answer | null): void;
    reject(error: Error): void;
  }
  const waiting = new Map<number, Waiting>();
  let gone: Error | null = null;
  let last = 0;

  const stop = (error: Error): void => {
    gone ??= error;
    for (const one of waiting.values()) one.reject(gone);
    waiting.clear();
  };
  worker.on('message', (reply: Reply<Answer, Failure>) => {
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if ('failure' in reply) one?.reject(errors.failed(reply.failure, one.request));
    else one?.resolve(reply.answer);
  });
  worker.on('error', (error) => stop(errors.stopped(error.message)));
  worker.on('exit', () => stop(errors.stopped('its thread ended')));

  const end = async (): Promise<void> => {
    gone ??= errors.stopped('it was closed');
    await worker.terminate();
  };
  const calls: Calls<Request, Answer> = {
    end,
    ask: (request, given = []) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(gone);
        const id = ++last;
        waiting.set(id, { request, resolve: (answer) => resolve(answer as Answer), reject });
        worker.ref();
        worker.postMessage({ id, request } satisfies Question<Request>, [...given]);
      }),
  };
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void => {
      void end().then(() => reject(error));
    };
    waiting.set(0, { request: null, resolve: () => resolve(calls), reject: refuse });
  });
}

/**
 * The worker's side. `open` does what must be done first and returns what answers questions; `give` names the buffers of an answer
 * that are handed over, not copied.
 */
export async function answerCalls<Request, Answer, Failure>(
  open: () => Promise<(request: Request) => Promise<Answer>>,
  describe: (error: unknown) => Failure,
  give: (answer: Answer) => TransferListItem[] = () => [],
): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('This file runs only as a worker thread.');
  const reply = (message: Reply<Answer, Failure>, given: TransferListItem[] = []): void =>
    port.postMessage(message, given);
  try {
    const answer = await open();
    port.on('message', async ({ id, request }: Question<Request>) => {
      try {
        const found = await answer(request);
        reply({ id, answer: found }, give(found));
      } catch (error) {
        reply({ id, failure: describe(error) });
      }
    });
    reply({ id: 0, answer: null });
  } catch (error) {
    reply({ id: 0, failure: describe(error) });
  }
}
