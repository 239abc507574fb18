/** *Can reach*: flows that are allowed, by the ports on which intruders are known to move. Pure. */
import type { Flow } from '@cordon/estate';
import { meet, portRanges } from '../ports.ts';
import type { Become } from './become.ts';
import { type Draft, oneOfEach } from './draft.ts';
import { type Ground, isFlawed, isOpen } from './model.ts';

/** @returns the nodes of each flow, by its id: closing them closes it */
export function connectFlows(
  ground: Ground,
  draft: Draft,
  { exposed }: Become,
): ReadonlyMap<string, number[]> {
  const { estate, knowledge, today } = ground;
  const { add, connect, assets, membersAt } = draft;
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
  connectEntries(ground, draft, addFlow);
  return nodes;
}

/** Whoever holds an account comes back in through a door that asks for no more than a password. */
function connectEntries(
  { estate, entries, knowledge: { techniques } }: Ground,
  { add, connect, assets, accounts, membersAt }: Draft,
  addFlow: (flow: Flow) => number,
): void {
  const flows = new Map(estate.flows.map((flow) => [flow.id, flow]));
  for (const entry of entries) {
    const ends = new Set(entry.through.flatMap(membersAt));
    if (!isOpen(entry) || ends.size === 0) continue;
    const door = add({ kind: 'hub' });
    for (const { id, kind } of estate.accounts) if (kind !== 'service') connect(accounts.get(id)!, door);
    const inside = add({ kind: 'hub' });
    const allowed = entry.flows.map((id) => flows.get(id)).filter((flow) => flow !== undefined);
    for (const flow of allowed) {
      const node = addFlow(flow);
      connect(door, node);
      connect(node, inside);
    }
    // A door of which nobody knows which flow it is cannot be closed by closing one.
    if (allowed.length === 0) connect(door, inside);
    for (const index of ends)
      connect(inside, assets[index]!, techniques.enter_from_outside.minutes, { kind: 'entry', entry });
  }
}
