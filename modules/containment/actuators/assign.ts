/** Who carries out an action, and what each is given of it. All of an action or nothing: half an action is none. Pure. */
import type { Estate } from '@cordon/estate';
import { formatPrefix } from '@cordon/firewall';
import { type BlockingRule, blockingRules } from '../commands.ts';
import { nameOf } from '../describe.ts';
import type { Action } from '../model.ts';
import type { Actuator, Block, Carried, Target } from './model.ts';

export interface Assignment {
  readonly parts: readonly { readonly actuator: string; readonly target: Target }[];
  /** Why people have to do it; null where actuators do. */
  readonly by_hand: string | null;
}

const byHand = (why: string): Assignment => ({ parts: [], by_hand: why });

export function assign(estate: Estate, action: Action, actuators: readonly Actuator[]): Assignment {
  switch (action.kind) {
    case 'isolate-asset': {
      const asset = estate.asset(action.asset);
      const [first] = actuators.filter(({ acts }) => acts === 'device');
      if (first === undefined) return byHand('no connector isolates hosts here');
      if (asset === undefined) return byHand('the estate does not know this host any more');
      return {
        parts: [{ actuator: first.name, target: { kind: 'device', name: asset.hostname } }],
        by_hand: null,
      };
    }
    case 'block-flow':
    case 'quarantine-zone':
    case 'cut-link':
      return assignBlocks(estate, action, actuators);
    default:
      return byHand('no connector does this kind of action');
  }
}

function assignBlocks(estate: Estate, action: Action, actuators: readonly Actuator[]): Assignment {
  const firewalls = actuators.filter(({ acts }) => acts === 'connections');
  if (firewalls.length === 0) return byHand('no firewall is connected here');
  const { rules, by_hand } = blockingRules(estate, [], action);
  if (by_hand.length > 0) return byHand(by_hand.join(' '));
  const passes = ({ zones }: Actuator, { from }: BlockingRule) => zones === null || zones.includes(from);
  const open = rules.find((rule) => !firewalls.some((one) => passes(one, rule)));
  if (open) return byHand(`no connected firewall stands where ${nameOf(estate, open.from)} comes in`);
  const parts = firewalls.flatMap((one) => {
    const blocks = rules.filter((rule) => passes(one, rule)).map(blockOf);
    return blocks.length === 0
      ? []
      : [{ actuator: one.name, target: { kind: 'connections', blocks } as const }];
  });
  return parts.length === 0 ? byHand('it closes nothing that a firewall sees') : { parts, by_hand: null };
}

const blockOf = ({ name, from, sources, destinations, services }: BlockingRule): Block => ({
  ...{ name, from },
  sources: sources.map(formatPrefix),
  destinations: destinations.map(formatPrefix),
  services: services.map(({ protocol, ports }) => ({
    protocol,
    ...(ports && { ports: [ports[0], ports[1]] }),
  })),
});

/** Services that rest on what an action switches off: whoever presses the button is told of each. */
export const carriedBy = (estate: Estate, action: Action): Carried[] =>
  action.kind === 'isolate-asset'
    ? estate
        .servicesOf(action.asset)
        .map(({ service, strength }) => ({ service: service.id, name: service.name, strength }))
    : [];
