/**
 * The question of a cut as a mixed integer linear programme in CPLEX LP format, straight from its definition and with none of
 * the engine's reductions, for a solver that knows nothing of graphs: y is 1 for a choice taken, x for a node reached.
 */
import type { CutProblem } from '../index.ts';

export function writeMilp({ graph, sources, loss, choices }: CutProblem, atMost = Infinity): string {
  const closedBy = Array.from({ length: graph.edgeCount }, () => new Set<number>());
  choices.forEach(({ edges = [], nodes = [] }, choice) => {
    for (const edge of Array.from(edges)) closedBy[edge]!.add(choice);
    const closed = new Set(Array.from(nodes));
    if (closed.size === 0) return;
    for (let edge = 0; edge < graph.edgeCount; edge++) {
      if (closed.has(graph.from[edge]!) || closed.has(graph.to[edge]!)) closedBy[edge]!.add(choice);
    }
  });
  const plus = (terms: string[]) => (terms.length === 0 ? '0 x0' : terms.join(' + '));
  const rows = Array.from({ length: graph.edgeCount }, (_, edge) => {
    const [from, to] = [graph.from[edge]!, graph.to[edge]!];
    if (from === to) return '';
    const opened = [...closedBy[edge]!].map((choice) => ` + y${choice}`).join('');
    return ` e${edge}: x${to} - x${from}${opened} >= 0`;
  });
  return [
    'Minimize',
    ` total: ${plus([
      ...Array.from(loss, (amount, node) => `${amount} x${node}`),
      ...choices.map(({ cost }, choice) => `${cost} y${choice}`),
    ])}`,
    'Subject To',
    ...rows,
    atMost === Infinity || choices.length === 0
      ? ''
      : ` budget: ${plus([...choices.keys()].map((choice) => `y${choice}`))} <= ${atMost}`,
    ...[...new Set(Array.from(sources))].map((source) => ` s${source}: x${source} >= 1`),
    'Bounds',
    ...Array.from(loss, (_, node) => ` 0 <= x${node} <= 1`),
    'Binary',
    ...choices.map((_, choice) => ` y${choice}`),
    'End',
  ].join('\n');
}
