import { not, type PacketSet } from '../../diagrams.ts';
import { self } from '../../model.ts';
import type { Space } from '../../space.ts';

/** Which packets the kernel sends through its own chains. */
export const hooks: Record<string, (space: Space) => PacketSet> = {
  PREROUTING: (space) => not(space.from(self)),
  INPUT: (space) => space.minus(space.to(self), space.from(self)),
  FORWARD: (space) => not(space.or(space.from(self), space.to(self))),
  OUTPUT: (space) => space.from(self),
  POSTROUTING: (space) => not(space.to(self)),
};
