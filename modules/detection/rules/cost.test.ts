/** Risk: a slow rule that looks cheap, or one that was never tried and looks free. */
import { parseRules } from '@cordon/sigma';
import { expect, it } from 'vitest';
import type { Event } from '../model.ts';
import { readInput } from '../readers/index.ts';
import { costOfRules } from './cost.ts';
import { loadMappings } from './load.ts';

const rule = (id: string, product: string, test: string) =>
  parseRules(
    `title: ${id}\nid: ${id}\nlogsource: { product: ${product} }\ndetection: { a: ${test}, condition: a }\n`,
    id,
  ).rules[0]!;

it('counts only records that a rule is about, and says so where there are none', async () => {
  const events: Event[] = [];
  async function* bytes() {
    for (let n = 0; n < 40; n++)
      yield Buffer.from(
        `${JSON.stringify({ EventID: 1, Channel: 'Microsoft-Windows-Sysmon/Operational', Image: `C:\\tool${n % 4}.exe` })}\n`,
      );
  }
  for await (const batch of readInput('a.ndjson', bytes())) events.push(...batch);
  // Each look at the clock is a millisecond later, so what is measured is known.
  let clock = 0;
  const costs = costOfRules(
    [rule('none', 'linux', '{ Image: x }'), rule('some', 'windows', '{ Image|endswith: tool1.exe }')],
    events,
    loadMappings().mappings,
    () => clock++,
  );
  expect(costs.map(({ rule: { id }, micros, records, matches }) => [id, micros, records, matches])).toEqual([
    ['some', (2 * 1000) / (2 * 40), 40, 10],
    ['none', null, 0, 0],
  ]);
});
