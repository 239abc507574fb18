/** Starts the actuators that the settings name. Reads files with secrets. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Actuator, createOrders, type OrdersNeeds } from '@cordon/containment';
import type { Logger, Tracer } from '@cordon/platform/telemetry';
import { secretNow } from '../connectors/secret-now.ts';
import type { Hospital } from '../hospital.ts';
import { secretOf } from '../stores.ts';
import { type ActuatorSettings, actuatorFor, actuatorOf, isPushed } from './list.ts';
import { createRunner } from './run.ts';

interface ActuatorsNeeds {
  actuators: readonly ActuatorSettings[];
  /** Where the files lie that settings name. */
  folder: string;
  /** Whose an actuator is that does not say. */
  own: string;
  hospitals: ReadonlyMap<string, Hospital>;
  ordersNeeds(hospital: Hospital, actuators: readonly Actuator[]): OrdersNeeds;
  /** One process at a time carries out; others only answer for it. */
  runs: boolean;
  now(): Date;
  log: Logger;
  tracer: Tracer;
}

export interface OpenActuators {
  of(org: string): readonly Actuator[];
  stop(): Promise<void>;
}

const everyMs = 2_000;

/** @throws SETTINGS when a secret is not there */
export function openActuators(needs: ActuatorsNeeds): OpenActuators {
  const { actuators, folder, own, hospitals, ordersNeeds, runs, now, log, tracer } = needs;
  for (const settings of actuators.filter(isPushed))
    for (const secret of actuatorFor(settings).asks(settings).secrets)
      secretOf(folder, `actuators: the secret of "${settings.name}"`, secret);
  const of = (org: string): ActuatorSettings[] =>
    actuators.filter(({ organisation = own }) => organisation === org);
  const running = [...hospitals.values()].flatMap((hospital) => {
    const pushed = of(hospital.org).filter(isPushed);
    if (!runs || pushed.length === 0) return [];
    const seen = of(hospital.org).map(actuatorOf);
    const runner = createRunner({
      actuators: pushed.map((settings) => ({
        ...{ name: settings.name, settings },
        actuator: actuatorFor(settings),
      })),
      orders: () => createOrders(ordersNeeds(hospital, seen)),
      secret: (which) => secretNow(folder, which),
      ...{ now, log, tracer },
    });
    return [keepLooking(runner.look, runner.stop, log)];
  });
  const seen = new Map([...hospitals.keys()].map((org) => [org, of(org).map(actuatorOf)]));
  return {
    of: (org) => seen.get(org) ?? [],
    async stop() {
      await Promise.all(running.map((stop) => stop()));
    },
  };
}

function keepLooking(look: () => Promise<void>, stop: () => void, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const going = (async () => {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) =>
        log.error({ err: error }, 'Orders could not be carried out; they are tried again.'),
      );
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return async () => {
    stopping.abort();
    stop();
    await going;
  };
}
