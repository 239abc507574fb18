export { type BreadthFirstOptions, breadthFirst, pathTo, type Search } from './breadth-first.ts';
export { type Choice, type CutProblem, type Weighed, weigh } from './choices.ts';
export type { Closing } from './closing.ts';
export { type Cut, type CutOptions, cheapestCut, type Progress } from './cut.ts';
export { type Arrivals, type EarliestOptions, earliest, proofOf } from './earliest.ts';
export { buildGraph, type Graph } from './graph.ts';
