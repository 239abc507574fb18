/** Threats that Defender named (1116) and for which no successful action (1117) followed, and protection told only to watch. */
import { createBoundedMap, createSlidingDistinct } from '@cordon/anomaly';
import { type FamilyNeeds, type Origin, originOf, type Seen, text } from './signal.ts';

const MINUTE = 60_000;
/** How long an action may take to follow. */
const PATIENCE = 10 * MINUTE;
const DEFENDER = 'Microsoft-Windows-Windows Defender/Operational';

interface Waiting {
  at: number;
  host: string;
  threat: string;
  origin: Origin;
}

export interface UnstoppedState {
  waiting: [string, Waiting][];
  alone: [string, number][];
}

/** Settings that leave Defender watching: passive mode, real-time protection off, as 5007 and 5001 write them. */
const WATCHING = /(ForceDefenderPassiveMode|DisableRealtimeMonitoring|DisableAntiSpyware)\s*=\s*(0x)?0*1\b/i;

export function createUnstopped({ say }: FamilyNeeds, state?: UnstoppedState) {
  const waiting = createBoundedMap<Waiting>(2000, state?.waiting);
  /** `host threat` left alone in the last day, over the estate. */
  const alone = createSlidingDistinct({ span: 24 * 60 * MINUTE, capacity: 2000 }, state?.alone);

  function leftAlone({ at, host, threat, origin }: Waiting, why: string): void {
    alone.add(`${host} ${threat}`, at);
    const here = alone.keys().filter((key) => key.startsWith(`${host} `)).length;
    const score = here + (alone.count() - here) / 2;
    say('silence.not-stopped', `host:${host}`, score, { at, origin }, () => [
      { field: 'Threat Name', measure: why, found: threat, usual: 'an action within ten minutes' },
      {
        field: null,
        measure: 'threats left alone in a day',
        found: `${here} here, ${alone.count() - here} elsewhere`,
        usual: '0',
      },
    ]);
  }

  return {
    add(seen: Seen): void {
      const { event, eventId, channel, host, at } = seen;
      if (channel !== DEFENDER || host === undefined) return;
      const threat = text(event.field('Threat Name')) ?? 'unnamed threat';
      const key = `${host} ${threat}`;
      if (eventId === 1116) waiting.set(key, { at, host, threat, origin: originOf(seen) });
      // 1117 says what was done and whether that worked; 1118 and 1119 say that it failed.
      if (eventId === 1117 && /^(0x0+)?$/i.test(text(event.field('Error Code')) ?? '')) waiting.delete(key);
      if (eventId === 1118 || eventId === 1119) {
        waiting.delete(key);
        leftAlone({ at, host, threat, origin: originOf(seen) }, 'action that failed');
      }
      if (eventId === 5001 || (eventId === 5007 && WATCHING.test(text(event.field('New Value')) ?? ''))) {
        say('silence.watching-only', `host:${host}`, 1, seen, () => [
          {
            field: 'New Value',
            measure: 'setting',
            found: text(event.field('New Value')) ?? 'real-time protection off',
            usual: 'protection on',
          },
        ]);
      }
    },
    advance(at: number): void {
      for (const [key, each] of waiting.entries()) {
        if (at - each.at < PATIENCE) continue;
        waiting.delete(key);
        leftAlone(each, 'no action followed');
      }
    },
    snapshot: (): UnstoppedState => ({ waiting: waiting.entries(), alone: alone.snapshot() }),
  };
}
