/**
 * Traffic: doors knocked on, hosts reached, clocks, volumes and made-up names. Reads Zeek's conn and dns logs.
 * Each question is its own part; this file hands every connection to those it concerns.
 */

import { createLearning, type LearningState } from './learning.ts';
import { type BeaconState, createBeacons } from './network/beacon.ts';
import { createDoors, type DoorsState } from './network/doors.ts';
import type { Flow } from './network/flow.ts';
import { createTunnels, type TunnelState } from './network/tunnel.ts';
import { createVolumes, type VolumeState } from './network/volume.ts';
import { type Family, type FamilyNeeds, isInside, number, type Seen, text } from './signal.ts';

/** Zeek's connection states without an established conversation. `RSTO` with nothing sent is a door tried and left. */
const SHUT = new Set(['S0', 'REJ', 'RSTOS0', 'RSTRH', 'SH', 'SHR']);

export interface NetworkState {
  learning: LearningState;
  doors: DoorsState;
  beacons: BeaconState;
  volumes: VolumeState;
  tunnels: TunnelState;
}

export function createNetwork(needs: FamilyNeeds, state?: NetworkState): Family {
  const { estate } = needs;
  const learning = createLearning({ days: 1, events: 1000 }, state?.learning);
  const doors = createDoors(needs, state?.doors);
  const beacons = createBeacons(needs, state?.beacons);
  const volumes = createVolumes(needs, state?.volumes);
  const tunnels = createTunnels(needs, state?.tunnels);

  function flowOf(seen: Seen): Flow | undefined {
    const { event, envelope } = seen;
    const { sourceAddress: from, destinationAddress: to, destinationPort: port } = envelope;
    if (from === undefined || to === undefined || port === undefined) return undefined;
    const sent = Math.max(0, number(event.field('orig_bytes')) ?? 0);
    const state = text(event.field('conn_state')) ?? '';
    return {
      seen,
      from,
      to,
      port,
      fromInside: isInside(from, estate),
      toInside: isInside(to, estate),
      sent,
      failed: SHUT.has(state) || (state.startsWith('RST') && sent === 0),
    };
  }

  return {
    add(seen) {
      if (seen.event.source.product !== 'zeek') return;
      const { service } = seen.event.source;
      if (service === 'dns') tunnels.add(seen, learning.ready(seen.at));
      if (service !== 'conn') return;
      const flow = flowOf(seen);
      if (!flow) return;
      const ready = learning.ready(seen.at);
      doors.add(flow, ready);
      beacons.add(flow);
      volumes.add(flow, ready);
    },
    advance: () => undefined,
    progress: learning.progress,
    snapshot: (): NetworkState => ({
      learning: learning.snapshot(),
      doors: doors.snapshot(),
      beacons: beacons.snapshot(),
      volumes: volumes.snapshot(),
      tunnels: tunnels.snapshot(),
    }),
  };
}
