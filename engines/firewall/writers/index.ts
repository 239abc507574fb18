import type { Kind } from '../model.ts';
import type { Policy } from '../policy.ts';
import { writeAws } from './aws.ts';
import { writeAzure } from './azure.ts';
import { writeCiscoAsa } from './cisco-asa.ts';
import { writeCiscoIos } from './cisco-ios.ts';
import { writeFortigate } from './fortigate.ts';
import { writeIptables } from './iptables.ts';
import { writeNftables } from './nftables.ts';
import { writePanOs } from './pan-os.ts';
import type { Written } from './plain.ts';

const writers: Record<Kind, (policy: Policy) => Written> = {
  iptables: writeIptables,
  nftables: writeNftables,
  'cisco-ios': writeCiscoIos,
  'cisco-asa': writeCiscoAsa,
  fortigate: writeFortigate,
  'pan-os': writePanOs,
  aws: writeAws,
  azure: writeAzure,
};

/**
 * The policy in a device's own language, and what takes exactly that back. Nothing is sent anywhere.
 *
 * @throws CannotSay when that kind of device cannot be told all of it
 */
export const write = (kind: Kind, policy: Policy): Written => writers[kind](policy);
