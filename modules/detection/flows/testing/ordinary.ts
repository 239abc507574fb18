/** Who talks to whom in simulated ordinary weeks of the sample hospital: they end where its story begins. */
import type { Estate } from '@cordon/estate';
import { loadScenario } from '@cordon/simulator';
import { simulated } from '../../models/testing/simulated.ts';
import { createFlowBook, createFlowTally, type FlowsSeen } from '../index.ts';

const HOUR = 3_600_000;
/** Long enough for pairs of zones to settle, which takes fourteen. */
const DAYS = 21;
const SEED = 101;

export async function seeOrdinaryWeeks(estate: Estate): Promise<FlowsSeen> {
  const { start } = await loadScenario('hse-2021');
  const book = createFlowBook([]);
  const zoneOf = (address: string) => estate.zoneOfAddress(address)?.id;
  const tally = createFlowTally(estate);
  for await (const { events } of simulated({
    estate,
    scenario: 'ordinary-day',
    seed: SEED,
    start: new Date(Date.parse(start) - DAYS * 24 * HOUR).toISOString(),
    hours: DAYS * 24,
  })) {
    for (const event of events) tally.add(event, event.envelope().time ?? '');
    const due = tally.due();
    if (due) book.add(due, zoneOf);
  }
  book.add(tally.rest() ?? [], zoneOf);
  const flows = book.all().flows.map((flow) => ({ ...flow, bytes: Math.round(flow.bytes) }));
  return { flows, about: `Simulated, like the hospital: ${DAYS} ordinary days.` };
}
