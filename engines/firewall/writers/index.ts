import type { Kind } from '../model.ts';
import type { Policy } from '../policy.ts';
import { writeCiscoIos } from './cisco-ios.ts';
import { writeIptables } from './iptables.ts';
import type { Written } from './plain.ts';

const writers: Record<string, (policy: Policy) => Written> = {
  iptables: writeIptables,
  'cisco-ios': writeCiscoIos,
};

export const write = (kind: Kind, policy: Policy): Written => writers[kind]!(policy);
