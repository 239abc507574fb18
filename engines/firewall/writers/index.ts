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
import { CannotSay, plainText, type Written } from './plain.ts';

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
export function write(kind: Kind, policy: Policy): Written {
  // They stand in commands as they are, so one with a quotation mark or a new line in it would be another command.
  for (const name of policy.zones.flatMap((zone) => [zone.interface, zone.list ?? zone.interface])) {
    if (!/^[\w .:/@+()-]{1,120}$/.test(name))
      throw new CannotSay(`"${plainText(name)}" is no name of an interface`);
  }
  return writers[kind](policy);
}
