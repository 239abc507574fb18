/**
 * What it costs to count who talks to whom: `npx tsx bench/flows.ts`. Simulated ordinary logs are read, asked of every shipped rule and
 * written as the store keeps them, with and without counting flows, in user CPU time on one thread.
 */
import { createDetect, createFlowTally, openRules, readInput, toStored } from '@cordon/detection';
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { best, cpuSeconds, row } from './measure.ts';
import { type Body, bodies } from './simulated.ts';

const rounds = 5;
const estate = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
const { ruleSet } = await openRules([projectPath('content/rules')], null);
const some: Body[] = [];
for await (const body of bodies(2_000_000)) if (some.push(body) >= 12) break;
const events = some.reduce((sum, { lines }) => sum + lines, 0);
let lines = 0;

async function work(counts: boolean): Promise<void> {
  const detect = createDetect(ruleSet, {});
  const tally = createFlowTally(estate);
  for (const { name, text } of some) {
    async function* bytes() {
      yield Buffer.from(text);
    }
    for await (const batch of readInput(name, bytes()))
      for (const event of batch) {
        const { time } = toStored(event, 'id', 'org');
        detect(event);
        if (counts && time !== null) tally.add(event, time);
      }
  }
  lines = tally.rest()?.length ?? lines;
}

const [without, counted]: [number[], number[]] = [[], []];
// What is compiled on the way would be charged to whichever comes first.
for (const counts of [false, true, false, true]) await work(counts);
for (let round = 0; round < rounds; round++) {
  without.push(await cpuSeconds(() => work(false)));
  counted.push(await cpuSeconds(() => work(true)));
}
const share = best(counted) / best(without) - 1;
row('events', events.toLocaleString('en-GB'), `${lines.toLocaleString('en-GB')} flows kept of them`);
row('events/s without', Math.round(events / best(without)).toLocaleString('en-GB'), 'read, rules, as stored');
row(
  'events/s with flows',
  Math.round(events / best(counted)).toLocaleString('en-GB'),
  `${(share * 100).toFixed(1)} % more CPU`,
);
