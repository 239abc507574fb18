import type { Device, Kind } from '../model.ts';
import type { Space } from '../space.ts';
import { readAws } from './aws/index.ts';
import { readAzure } from './azure/index.ts';
import { readCiscoAsa } from './cisco-asa/index.ts';
import { readCiscoIos } from './cisco-ios/index.ts';
import type { ReadOptions } from './draft.ts';
import { readFortigate } from './fortigate/index.ts';
import { readIptables } from './iptables/index.ts';
import { readNftables } from './nftables/index.ts';
import { readPanOs } from './pan-os/index.ts';

const readers: Record<Kind, (space: Space, text: string, options?: ReadOptions) => Device> = {
  iptables: readIptables,
  nftables: readNftables,
  'cisco-ios': readCiscoIos,
  'cisco-asa': readCiscoAsa,
  fortigate: readFortigate,
  'pan-os': readPanOs,
  aws: readAws,
  azure: readAzure,
};

/**
 * Reads a configuration of a known kind. Lines that are not understood are in `problems`, and count as the
 * worse of what they may mean.
 *
 * @throws SyntaxError when XML or JSON is not whole, RangeError when it is larger than any real configuration
 */
export const readConfiguration = (
  space: Space,
  kind: Kind,
  text: string,
  options: ReadOptions = {},
): Device => readers[kind]!(space, text, options);
