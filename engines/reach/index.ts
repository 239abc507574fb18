export { type BreadthFirstOptions, breadthFirst, pathTo, type Search } from './breadth-first.ts';
export { buildGraph, type Graph } from './graph.ts';
