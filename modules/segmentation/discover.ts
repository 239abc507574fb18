/** Machines that talk in a zone of ours and that no asset has the address of. Offered, never believed: nobody has said what they are. Pure. */
import { placeFlows, serviceText } from '@cordon/containment';
import type { FlowSeen, FlowsSeen } from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import type { Discovered } from './model.ts';

const mostServices = 5;

export function discover(estate: Estate, seen: FlowsSeen): Discovered[] {
  const found = new Map<string, { zone: string; as: Record<'answers' | 'calls', FlowSeen[]> }>();
  for (const flow of placeFlows(estate, seen)) {
    for (const [end, role] of [[flow.from, 'calls'] as const, [flow.to, 'answers'] as const]) {
      const kind = end.zone === null ? undefined : estate.zone(end.zone)?.kind;
      if (end.asset || end.address === null || kind === undefined || kind === 'internet') continue;
      const one = found.get(end.address) ?? { zone: end.zone!, as: { answers: [], calls: [] } };
      found.set(end.address, one);
      one.as[role].push(flow.seen);
    }
  }
  return [...found]
    .map(
      ([
        address,
        {
          zone,
          as: { answers, calls },
        },
      ]): Discovered => {
        const all = [...answers, ...calls];
        return {
          ...{ address, zone },
          first_seen: all.map(({ first_seen }) => first_seen).sort()[0]!,
          last_seen: all
            .map(({ last_seen }) => last_seen)
            .sort()
            .at(-1)!,
          times: all.reduce((sum, { times }) => sum + times, 0),
          answers_on: mostUsed(answers),
          calls: mostUsed(calls),
        };
      },
    )
    .sort((a, b) => b.times - a.times || (a.address < b.address ? -1 : 1));
}

function mostUsed(flows: readonly FlowSeen[]): string[] {
  const counts = new Map<string, number>();
  for (const flow of flows) counts.set(serviceText(flow), (counts.get(serviceText(flow)) ?? 0) + flow.times);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostServices)
    .map(([service]) => service);
}

/** For `cordon estate import`, where it can be looked at before it counts. What kind of machine it is stays unknown until somebody says. */
export const discoveredTable = (discovered: readonly Discovered[]): string =>
  [
    'address,zone,notes',
    ...discovered.map(
      ({ address, zone, first_seen, last_seen, answers_on }) =>
        `${address},${zone},"Discovered from flows seen ${first_seen.slice(0, 10)} to ${last_seen.slice(0, 10)}${
          answers_on.length > 0 ? `; answers on ${answers_on.join('; ')}` : ''
        }"`,
    ),
    '',
  ].join('\n');
