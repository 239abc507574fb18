import type { Device, Kind } from '../model.ts';
import type { Space } from '../space.ts';
import { readCiscoIos } from './cisco-ios/index.ts';
import type { ReadOptions } from './draft.ts';
import { readIptables } from './iptables/index.ts';

const readers: Record<string, (space: Space, text: string, options?: ReadOptions) => Device> = {
  iptables: readIptables,
  'cisco-ios': readCiscoIos,
};

/** Reads a configuration of a known kind. Lines that are not understood are in `problems`, and count as the worse of what they may mean. */
export const readConfiguration = (
  space: Space,
  kind: Kind,
  text: string,
  options: ReadOptions = {},
): Device => readers[kind]!(space, text, options);
