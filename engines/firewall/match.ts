import { not, nothing, type PacketSet } from './diagrams.ts';
import type { Space } from './space.ts';

/**
 * What a line, or a part of it, matches: surely all of `must`, and at most `may`. The same set when it was
 * understood.
 */
export interface Match {
  readonly may: PacketSet;
  readonly must: PacketSet;
}

export const exactly = (set: PacketSet): Match => ({ may: set, must: set });

/** Matches nothing else, and perhaps not even this. */
export const atMost = (set: PacketSet): Match => ({ may: set, must: nothing });

export const opposite = ({ may, must }: Match): Match => ({ may: not(must), must: not(may) });

export const allOf = (space: Space, matches: readonly Match[]): Match => ({
  may: space.intersection(matches.map(({ may }) => may)),
  must: space.intersection(matches.map(({ must }) => must)),
});

export const anyOf = (space: Space, matches: readonly Match[]): Match => ({
  may: space.union(matches.map(({ may }) => may)),
  must: space.union(matches.map(({ must }) => must)),
});
