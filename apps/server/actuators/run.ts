/**
 * Has the actuators of one organisation do what was ordered: takes an order, has its actuator begin it or say how far it is, and keeps
 * that. Nothing here decides: what may be begun, the order's own transaction says each time.
 */
import { createHash } from 'node:crypto';
import type { KeptOrder, Orders, Progress } from '@cordon/containment';
import { type Logger, noTracer, type Tracer } from '@cordon/platform/telemetry';
import { createAsk } from '../connectors/ask.ts';
import { AskError } from '../connectors/connector.ts';
import type { Secret } from '../stores-settings.ts';
import type { ActContext, PushActuator } from './actuator.ts';
import { checksEvery } from './list.ts';

export interface RunNeeds<Settings> {
  actuators: readonly { name: string; actuator: PushActuator<Settings>; settings: Settings }[];
  /** Made anew each time: the estate may be another by then. */
  orders(): Orders;
  secret(which: Secret): string;
  now(): Date;
  log: Logger;
  tracer?: Tracer;
}

export interface Runner {
  /** All that is due, once. */
  look(): Promise<void>;
  stop(): void;
}

/** Seconds between asking how far something is, longer each time. */
const shortest = 5;
const longest = 60;
const atOnce = 4;

export function createRunner<Settings>(needs: RunNeeds<Settings>): Runner {
  const { actuators, orders, secret, now, log, tracer = noTracer } = needs;
  const stopping = new AbortController();
  const named = new Map(actuators.map((one) => [one.name, one]));
  const checked = new Map<string, number>();

  const contextOf = ({ actuator, settings }: (typeof actuators)[number]): ActContext<Settings> => ({
    settings,
    ask: createAsk({ origins: actuator.asks(settings).origins, signal: stopping.signal }),
    secret,
  });

  /** An answer says that it works; a refusal, why not. */
  async function asked<T>(name: string, question: () => Promise<T>): Promise<T> {
    checked.set(name, now().getTime());
    try {
      const answer = await question();
      await orders().heard(name, null);
      return answer;
    } catch (error) {
      if (error instanceof AskError) await orders().heard(name, error.message);
      throw error;
    }
  }

  async function carryOut(due: KeptOrder): Promise<void> {
    const begun = await orders().begin(due);
    const own = named.get(due.actuator);
    if (begun === null || own === undefined) return;
    const { order, mayBegin } = begun;
    const span = tracer.start('carry-out', { 'cordon.actuator': order.actuator });
    const progress = await span.within(() => advance(own, order, mayBegin));
    span.end(progress.state === 'failed' ? 'FAILED' : undefined);
    await orders().progressed(order, progress);
  }

  async function advance(
    own: (typeof actuators)[number],
    { plan, action, wants, asked: at, target, memo, tries }: KeptOrder,
    mayBegin: boolean,
  ): Promise<Progress> {
    if (target.kind !== 'device') return { state: 'failed', said: 'it is not for this connector' };
    const reference = createHash('sha256')
      .update(JSON.stringify([plan, action, wants, at]))
      .digest('hex')
      .slice(0, 16);
    const task = { host: target.name, wants, plan, reference, memo, mayBegin };
    const pause = Math.min(longest, shortest * 2 ** Math.min(tries - 1, 8));
    try {
      const progress = await asked(own.name, () => own.actuator.advance(task, contextOf(own)));
      return progress.state === 'under-way'
        ? { ...progress, wait: Math.max(progress.wait, pause) }
        : progress;
    } catch (error) {
      if (error instanceof AskError) {
        const { message, status, wait } = error;
        // What it will not accept the next time either is for people to put right.
        if (status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429)
          return { state: 'failed', said: message };
        return {
          state: 'under-way',
          said: `${message}; it is tried again`,
          memo,
          wait: Math.max(wait, pause),
        };
      }
      log.error({ err: error, actuator: own.name }, 'An actuator failed; it is tried again.');
      return {
        state: 'under-way',
        said: 'Cordon could not go on, and tries again; its log says why',
        memo,
        wait: pause,
      };
    }
  }

  async function check(): Promise<void> {
    for (const own of actuators) {
      if (now().getTime() - (checked.get(own.name) ?? 0) < checksEvery * 1_000) continue;
      await asked(own.name, () => own.actuator.check(contextOf(own))).catch((error: unknown) => {
        if (!(error instanceof AskError)) throw error;
        log.warn(
          { actuator: own.name },
          `A connector that carries out plans does not work: ${error.message}.`,
        );
      });
    }
  }

  return {
    async look() {
      const due = await orders().due([...named.keys()]);
      // In their order, a few at once: a host that does not answer does not hold up the next.
      for (let at = 0; at < due.length && !stopping.signal.aborted; at += atOnce)
        await Promise.all(due.slice(at, at + atOnce).map(carryOut));
      await check();
    },
    stop: () => stopping.abort(),
  };
}
