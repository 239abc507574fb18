/**
 * Made-up estates of any size, as the problem of a cut: zones of assets, flows between zones, accounts that are used on some
 * assets and open others, a few assets whose loss costs much. The same seed makes the same estate.
 */
import { buildGraph, type Choice, type CutProblem } from '../index.ts';

export interface EstateShape {
  readonly assets: number;
  readonly zones: number;
  /** Pairs of zones between which there are flows. */
  readonly zonePairs: number;
  /** Edges straight from asset to asset of such a pair, as seen in traffic; each is closed with the pair. */
  readonly seen: number;
  readonly accounts: number;
  readonly seed: number;
}

/** A linear congruential generator (multiplier and increment of Numerical Recipes): whole numbers below `below`. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function makeEstate({ assets, zones, zonePairs, seen, accounts, seed }: EstateShape): CutProblem {
  const random = createRandom(seed);
  const from: number[] = [];
  const to: number[] = [];
  const connect = (start: number, end: number): number => {
    from.push(start);
    return to.push(end) - 1;
  };
  let nodes = assets;
  const loss: number[] = Array.from({ length: assets }, () =>
    random(50) === 0 ? 200 + random(800) : random(4),
  );
  const members = Array.from({ length: zones }, (): number[] => []);
  for (let asset = 0; asset < assets; asset++) members[random(zones)]!.push(asset);
  const leaving = members.map((all) => {
    const hub = nodes++;
    for (const asset of all) connect(asset, hub);
    return hub;
  });
  const entering = members.map((all) => {
    const hub = nodes++;
    for (const asset of all) connect(hub, asset);
    return hub;
  });

  const choices: Choice[] = [];
  const ofZone = members.map((): number[] => []);
  const ofProtocol = Array.from({ length: 8 }, (): number[] => []);
  const seenPerPair = Math.floor(seen / zonePairs);
  for (let pair = 0; pair < zonePairs; pair++) {
    const [start, end] = [random(zones), random(zones)];
    const edges: number[] = [];
    if (members[start]!.length === 0 || members[end]!.length === 0) continue;
    for (let flow = random(3); flow >= 0; flow--) {
      const edge = connect(leaving[start]!, entering[end]!);
      edges.push(edge);
      ofProtocol[random(ofProtocol.length)]!.push(edge);
    }
    const pick = (zone: number) => members[zone]![random(members[zone]!.length)]!;
    for (let i = 0; i < seenPerPair; i++) edges.push(connect(pick(start), pick(end)));
    ofZone[start]!.push(...edges);
    if (start !== end) ofZone[end]!.push(...edges);
    choices.push({ cost: 2 + random(40), edges });
  }
  for (const edges of ofZone) choices.push({ cost: 60 + random(200), edges });
  for (const edges of ofProtocol) choices.push({ cost: 100 + random(400), edges });
  for (let i = 0; i < accounts; i++) {
    const account = nodes++;
    for (let used = random(3); used >= 0; used--) connect(random(assets), account);
    for (let opened = random(12); opened >= 0; opened--) connect(account, random(assets));
    choices.push({ cost: 1 + random(30), nodes: [account] });
  }
  for (let asset = 0; asset < assets; asset++) {
    if (loss[asset]! >= 200) choices.push({ cost: 20 + random(300), nodes: [asset] });
  }
  while (loss.length < nodes) loss.push(0);
  const sources = [random(assets), random(assets), random(assets)];
  return { graph: buildGraph(nodes, from, to), sources, loss, choices };
}
