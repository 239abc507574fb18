/** What a change of configurations opens and closes between the zones of a hospital. Pure. */
import { createSpace, formatServices, nothing, waysOf } from '@cordon/firewall';
import type { EstateData } from '../model.ts';
import { type Pair, pairsOf } from './compare.ts';
import { type Ground, openGround } from './ground.ts';
import type { ExamplePacket, FirewallFolder, RuleLine } from './model.ts';

export interface ZoneChange {
  readonly change: 'newly allowed' | 'newly denied';
  readonly from: string;
  readonly to: string;
  readonly services: string;
  readonly example: ExamplePacket;
  /** The lines that let it pass, in the configurations in which it does. */
  readonly passes_by: readonly RuleLine[];
  /** Where it is stopped in the others. */
  readonly stopped_by: readonly RuleLine[];
}

/**
 * Exact: an empty answer means that the same packets pass between every two zones that both know.
 *
 * @throws UnreadableConfiguration, TooComplex
 */
export function zoneChanges(data: EstateData, before: FirewallFolder, after: FirewallFolder): ZoneChange[] {
  const space = createSpace();
  const [old, now] = [openGround(space, data, before), openGround(space, data, after)];
  const keyOf = ({ from, to }: Pair) => `${from.zone.id} ${to.zone.id}`;
  const was = new Map(pairsOf(old).pairs.map((pair) => [keyOf(pair), pair]));
  return pairsOf(now).pairs.flatMap((is) => {
    const past = was.get(keyOf(is));
    if (past === undefined) return [];
    return [
      ...changesOf('newly allowed', { ground: now, pair: is }, { ground: old, pair: past }),
      ...changesOf('newly denied', { ground: old, pair: past }, { ground: now, pair: is }),
    ];
  });
}

interface Snapshot {
  readonly ground: Ground;
  readonly pair: Pair;
}

function changesOf(change: ZoneChange['change'], open: Snapshot, shut: Snapshot): ZoneChange[] {
  const { space } = open.ground;
  const { from, to } = open.pair;
  const packets = space.minus(open.pair.allowed, shut.pair.allowed);
  if (packets === nothing) return [];
  const hints = open.ground.hints(from, to);
  return waysOf(space, open.pair.trace(), packets, { hints }).ways.map((way) => ({
    ...{ change, from: from.zone.id, to: to.zone.id },
    services: formatServices(space.services(way.packets)),
    example: open.ground.exampleOf(way.example),
    passes_by: open.ground.linesOf(way.path),
    stopped_by: shut.ground.linesOf(shut.ground.network.stops({ networks: from.networks }, way.example)),
  }));
}
