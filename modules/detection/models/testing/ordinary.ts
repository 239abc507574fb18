/** The ordinary days that the sample hospital's models begin with: they end where the sample's story begins. */
import type { Estate } from '@cordon/estate';
import { loadScenario } from '@cordon/simulator';
import { fingerprint, type LearntFrom } from '../learnt.ts';
import { createModels } from '../models.ts';
import { simulated } from './simulated.ts';

const HOUR = 3_600_000;
const DAYS = 5;
const SEED = 101;
/** Enough to touch every act of an ordinary day, and a moment's work. */
const FIRST_HOURS = 6;

export interface OrdinaryDays {
  from: LearntFrom;
  firstHours: string;
  state: unknown;
}

async function live(estate: Estate, hours: number) {
  const { start } = await loadScenario('hse-2021');
  const begins = new Date(Date.parse(start) - DAYS * 24 * HOUR).toISOString();
  const models = createModels({ estate });
  let records = 0;
  for await (const { events } of simulated({
    estate,
    scenario: 'ordinary-day',
    seed: SEED,
    start: begins,
    hours,
  })) {
    models.add(events);
    records += events.length;
  }
  return { models, records, until: start };
}

export const firstHoursOf = async (estate: Estate): Promise<string> =>
  fingerprint((await live(estate, FIRST_HOURS)).models.snapshot());

export async function liveOrdinaryDays(estate: Estate): Promise<OrdinaryDays> {
  const { models, records, until } = await live(estate, 24 * DAYS);
  return {
    from: { hospital: 'St Aldhelm’s', days: DAYS, records, seed: SEED, until },
    firstHours: await firstHoursOf(estate),
    state: models.snapshot(),
  };
}
