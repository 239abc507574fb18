/** Why something falls, as a person is told it: hosts, accounts, flows and services, without the hubs between them. Pure. */
import type { Arrivals } from '@cordon/reach';
import type { Techniques } from './knowledge.ts';
import type { Step } from './model.ts';
import type { How, Movement } from './movement/index.ts';

/** Where an arrival came from over hubs: a host, an account or a supplier, and the flow and technique on the way. */
interface Origin {
  readonly node: number;
  readonly flow: string | null;
  readonly edge: number;
}

/**
 * @returns steps in an order in which each rests on those before it; none for what is held already
 */
export function stepsTo(
  { graph, nodes, how }: Movement,
  techniques: Techniques,
  arrivals: Arrivals,
  node: number,
): Step[] {
  const steps: Step[] = [];
  const explained = new Set<number>();

  /** Back to the next host, account or supplier, along what arrived first. The edge is the last on the way that has a name. */
  const originOf = (from: number): Origin | undefined => {
    let at = from;
    let flow: string | null = null;
    let edge = -1;
    for (;;) {
      const by = arrivals.by[at]!;
      if (by === -1) return undefined;
      if (how(by) !== undefined && edge === -1) edge = by;
      at = graph.from[by]!;
      const what = nodes[at]!;
      if (what.kind === 'flow') flow = what.flow.id;
      if (what.kind === 'asset' || what.kind === 'account' || what.kind === 'supplier')
        return { node: at, flow, edge };
    }
  };

  const byNetwork = (target: number, asset: string, account: string | null): void => {
    const origin = originOf(target);
    const way = origin && how(origin.edge);
    if (origin === undefined) return;
    explain(origin.node);
    if (way?.kind === 'entry') {
      const { technique, name } =
        way.as === 'supplier' ? techniques.come_through_supplier : techniques.enter_from_outside;
      steps.push({
        kind: 'entry',
        from: nameOf(origin.node),
        to: asset,
        entry: way.entry.id,
        technique,
        name,
      });
    }
    if (origin.flow === null || way?.kind !== 'technique') return;
    const { technique, name } = way.technique;
    steps.push({
      kind: 'network',
      from: nameOf(origin.node),
      to: asset,
      flow: origin.flow,
      technique,
      name,
      account,
    });
  };

  const theftOf = (way: How | undefined): Techniques[keyof Omit<Techniques, 'network'>] => {
    if (way?.kind === 'directory') return techniques.read_directory;
    if (way?.kind === 'trust') return techniques.cross_trust;
    if (way?.kind === 'shared') return techniques.share_credentials;
    return way?.kind === 'supplier' ? techniques.come_through_supplier : techniques.take_credentials;
  };

  const nameOf = (at: number): string => {
    const what = nodes[at]!;
    if (what.kind === 'asset') return what.asset.id;
    if (what.kind === 'account') return what.account.id;
    if (what.kind === 'supplier') return what.supplier.id;
    return what.kind === 'system' || what.kind === 'service' ? what.id : '';
  };

  const explain = (at: number): void => {
    const by = arrivals.by[at]!;
    if (explained.has(at) || by === -1) return;
    explained.add(at);
    const what = nodes[at]!;
    const before = graph.from[by]!;
    if (what.kind === 'asset' && nodes[before]!.kind !== 'mastered') byNetwork(at, what.asset.id, null);
    else if (what.kind === 'asset') {
      const [exposed, administered] = inputsOf(before);
      const holder = originOf(administered!)!;
      explain(holder.node);
      byNetwork(exposed!, what.asset.id, nameOf(holder.node));
    } else if (what.kind === 'account') {
      const origin = originOf(at);
      if (origin === undefined) return; // stolen before now
      explain(origin.node);
      const { technique, name } = theftOf(how(origin.edge));
      steps.push({
        kind: 'credentials',
        from: nameOf(origin.node),
        account: what.account.id,
        technique,
        name,
      });
    } else {
      // A system, a service or a supplier, or the hub of those that stand in for one another.
      for (const start of graph.needsAll[at] === 1 ? inputsOf(at) : [before]) explain(start);
      const lower = nameOf(before) || nameOf(graph.from[arrivals.by[before]!]!);
      if (nameOf(at) !== '' && lower !== nameOf(at))
        steps.push({ kind: 'rests-on', from: lower, to: nameOf(at) });
    }
  };

  const inputsOf = (at: number): number[] =>
    [...graph.inEdges.subarray(graph.inOffsets[at]!, graph.inOffsets[at + 1]!)].map(
      (edge) => graph.from[edge]!,
    );

  explain(node);
  return steps;
}
