/** *Can reach*: flows that are allowed, by the ports on which intruders are known to move. Pure. */
import type { Flow } from '@cordon/estate';
import { meet, portRanges } from '../ports.ts';
import type { Become } from './become.ts';
import { type Draft, oneOfEach } from './draft.ts';
import { type Ground, isFlawed } from './model.ts';

export interface Flows {
  /** The nodes of each flow, by its id: closing them closes it. */
  readonly nodes: ReadonlyMap<string, readonly number[]>;
  /** One more node for a flow, for those who come by it from elsewhere. */
  addFlow(flow: Flow): number;
}

export function connectFlows(
  { estate, knowledge, today }: Ground,
  { add, connect, assets, membersAt }: Draft,
  { exposed }: Become,
): Flows {
  const { techniques } = knowledge;
  const nodes = new Map<string, number[]>(estate.flows.map(({ id }) => [id, []]));
  const addFlow = (flow: Flow): number => {
    const node = add({ kind: 'flow', flow });
    nodes.get(flow.id)!.push(node);
    return node;
  };

  const leaving = oneOfEach((endpoint: string) => {
    const hub = add({ kind: 'hub' });
    for (const index of membersAt(endpoint)) connect(assets[index]!, hub);
    return hub;
  });
  const ways = techniques.network.map((technique) => ({
    ports: portRanges(technique.ports),
    entering: oneOfEach((endpoint: string) => {
      const hub = add({ kind: 'hub', technique });
      for (const index of membersAt(endpoint)) {
        const isWeak = technique.needs === 'right' || isFlawed(estate.assets[index]!, today);
        const end = technique.needs === 'right' ? exposed(index) : assets[index];
        if (isWeak && end !== undefined)
          connect(hub, end, technique.minutes, { kind: 'technique', technique });
      }
      return hub;
    }),
  }));
  for (const flow of estate.flows) {
    const ports = portRanges(flow.ports);
    const some = ways.filter((way) => meet(way.ports, ports));
    if (some.length === 0) continue;
    const node = addFlow(flow);
    connect(leaving(flow.from), node);
    for (const { entering } of some) connect(node, entering(flow.to));
  }
  return { nodes, addFlow };
}
