/** Scanning (doors that stayed shut) and spread (hosts newly reached on the ports of administration). */
import { createSlidingDistinct } from '@cordon/anomaly';
import { createKeyed } from '../keyed.ts';
import { createPeaks, type PeaksState } from '../peaks.ts';
import type { FamilyNeeds } from '../signal.ts';
import type { Flow } from './flow.ts';

const MINUTES = 60_000;
const DAY = 86_400_000;
const SOURCES = 20_000;

/** File sharing, RPC, remote desktop, WinRM, SSH, VNC: how administrators and intruders get on to the next host. */
const ADMINISTRATION = new Set([22, 135, 139, 445, 3389, 5900, 5985, 5986]);

export interface DoorsState {
  shut: [string, PeaksState][];
  reached: [string, PeaksState][];
  known: [string, [string, number][]][];
}

export function createDoors({ say }: FamilyNeeds, state?: DoorsState) {
  const shut = createKeyed(SOURCES, createPeaks({ span: 10 * MINUTES, capacity: 512 }), state?.shut);
  const reached = createKeyed(SOURCES, createPeaks({ span: 10 * MINUTES, capacity: 512 }), state?.reached);
  const known = createKeyed(
    SOURCES,
    (each?: [string, number][]) => createSlidingDistinct({ span: 30 * DAY, capacity: 1024 }, each),
    state?.known,
  );

  return {
    add({ seen, from, to, port, fromInside, toInside, failed }: Flow, ready: boolean): void {
      const { at } = seen;
      if (failed) {
        const doors = shut.take(from);
        const count = doors.add(`${to}:${port}`, at);
        // A scan from nothing needs no history of the rest: its own failures are enough.
        const score = count / (1 + doors.usual());
        say(fromInside ? 'network.scan' : 'network.scan-outside', `address:${from}`, score, seen, () => [
          {
            field: 'conn_state',
            measure: 'doors that stayed shut in ten minutes',
            found: String(count),
            usual: String(doors.usual()),
          },
        ]);
      }
      if (!toInside || !ADMINISTRATION.has(port)) return;
      const hosts = known.take(from);
      const before = hosts.count();
      if (hosts.add(to, at) === before) return;
      const peaks = reached.take(from);
      const count = peaks.add(to, at);
      if (!ready) return;
      say('network.spread', `address:${from}`, count / (1 + peaks.usual()), seen, () => [
        {
          field: 'id.resp_h',
          measure: 'hosts new to it in ten minutes',
          found: String(count),
          usual: String(peaks.usual()),
        },
        {
          field: 'id.resp_p',
          measure: 'port of administration',
          found: String(port),
          usual: `${before} hosts known before`,
        },
      ]);
    },
    snapshot: (): DoorsState => ({
      shut: shut.snapshot(),
      reached: reached.snapshot(),
      known: known.snapshot(),
    }),
  };
}
