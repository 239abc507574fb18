/** What could be lost, what could be closed at what cost, and what some choices come to. */
import { type Closing, forEachClosed, requireClosing } from './closing.ts';
import { type Graph, isIndex, requireNode } from './graph.ts';

/** One thing that could be done: it costs so much, and closes all of these edges and nodes at once. */
export interface Choice extends Closing {
  /** 0 or more, in the unit of the losses. */
  readonly cost: number;
}

export interface CutProblem {
  /** No node of it needs all of its edges. */
  readonly graph: Graph;
  /** Nodes that are lost already, and from which all is lost that no closed edge keeps apart. */
  readonly sources: ArrayLike<number>;
  /** What the loss of each node costs, 0 or more. What must not be lost at any price costs more than all else together. */
  readonly loss: ArrayLike<number>;
  /** An edge may be closed by several choices, or by none. */
  readonly choices: readonly Choice[];
}

/** What some choices come to. */
export interface Weighed {
  /** The choices taken, ascending. */
  readonly chosen: readonly number[];
  readonly cost: number;
  /** Of all nodes that are reached in spite of them. */
  readonly loss: number;
  /** cost + loss */
  readonly total: number;
  /** 1 for each node reached. */
  readonly reached: Uint8Array;
}

/**
 * Seeks nothing: takes these choices and counts what is still reached. With no choices it weighs doing nothing.
 *
 * @throws RangeError when the problem or `chosen` names something that does not exist, or an amount is none
 */
export function weigh(problem: CutProblem, chosen: Iterable<number>): Weighed {
  requireProblem(problem);
  const { graph, sources, loss, choices } = problem;
  const taken = requireChoices('chosen', chosen, choices.length);
  const isClosed = new Uint8Array(graph.edgeCount);
  let cost = 0;
  for (const index of taken) {
    cost += choices[index]!.cost;
    forEachClosed(graph, choices[index]!, (edge) => {
      isClosed[edge] = 1;
    });
  }
  const reached = new Uint8Array(graph.nodeCount);
  const queue: number[] = [];
  let lost = 0;
  const reach = (node: number): void => {
    if (reached[node] === 1) return;
    reached[node] = 1;
    lost += loss[node]!;
    queue.push(node);
  };
  for (let i = 0; i < sources.length; i++) reach(sources[i]!);
  for (const node of queue) {
    for (let place = graph.offsets[node]!; place < graph.offsets[node + 1]!; place++) {
      if (isClosed[graph.edges[place]!] === 0) reach(graph.targets[place]!);
    }
  }
  return { chosen: taken, cost, loss: lost, total: cost + lost, reached };
}

/** @throws RangeError */
export function requireProblem({ graph, sources, loss, choices }: CutProblem): void {
  if (graph.needsAll.includes(1)) throw new RangeError('a cut is sought where any one edge reaches a node');
  for (let i = 0; i < sources.length; i++) requireNode('source', sources[i]!, graph.nodeCount);
  if (loss.length !== graph.nodeCount)
    throw new RangeError(`${graph.nodeCount} nodes but ${loss.length} losses`);
  for (let node = 0; node < loss.length; node++) requireAmount(`the loss of node ${node}`, loss[node]!);
  choices.forEach((choice, index) => {
    requireAmount(`the cost of choice ${index}`, choice.cost);
    requireClosing(graph, choice);
  });
  let sum = choices.reduce((total, { cost }) => total + cost, 0);
  for (let node = 0; node < loss.length; node++) sum += loss[node]!;
  requireAmount('the sum of all amounts', sum);
}

function requireAmount(what: string, value: number): void {
  if (!(value >= 0 && value < Infinity))
    throw new RangeError(`${what} is ${value}; it is a number, 0 or more`);
}

/**
 * @returns each choice once, ascending
 * @throws RangeError when one does not exist
 */
export function requireChoices(what: string, given: Iterable<number>, count: number): number[] {
  const unique = [...new Set(given)].sort((a, b) => a - b);
  for (const index of unique) {
    if (!isIndex(index, count))
      throw new RangeError(`${what}: ${index} is not a choice from 0 to ${count - 1}`);
  }
  return unique;
}
