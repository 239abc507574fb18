/**
 * What Cordon wants dropped, as a policy of this firewall: zones become the interfaces that a small file beside it names. Lines are written
 * here and not by the server, which can ask for packets to be dropped and for nothing else. Pure.
 */
import { createHash } from 'node:crypto';
import type { PulledOrders } from '@cordon/containment';
import { type Policy, parsePrefix, type Rule } from '@cordon/firewall';
import { z } from 'zod';

type Order = PulledOrders['items'][number];

/** `user-lan: [eth1]`: behind which interfaces a zone lies; `any` goes by addresses alone. */
export const Zones = z.record(
  z.string(),
  z.union([
    z.literal('any'),
    z.array(z.string().regex(/^[\w.@-]{1,15}$/, 'give the name of an interface')).min(1),
  ]),
);
export type Zones = z.infer<typeof Zones>;

/** Why an order cannot be carried out on this firewall. */
export class NotHere extends Error {}

/** One table or chain for each action of a plan, so that each is put in force and taken back by itself. */
export const nameOf = ({ plan, action }: Pick<Order, 'plan' | 'action'>): string =>
  `cordon-${createHash('sha256')
    .update(JSON.stringify([plan, action]))
    .digest('hex')
    .slice(0, 16)}`;

/** @throws NotHere */
export function policyOf(order: Order, zones: Zones): Policy {
  const rules = order.blocks.flatMap(({ name, from, sources, destinations, services }): Rule[] => {
    const behind = zones[from];
    if (behind === undefined) throw new NotHere(`the file of zones does not say where "${from}" comes in`);
    if (sources.length === 0 && destinations.length === 0)
      throw new NotHere(`"${name}" names no address at all: all that passes would be dropped`);
    const rule = {
      ...{ name, action: 'deny' as const },
      services: services.map(({ protocol, ports }) => ({ protocol, ...(ports && { ports }) })),
      sources: sources.map((text) => parsePrefix(text)!),
      destinations: destinations.map((text) => parsePrefix(text)!),
    };
    return behind === 'any' ? [rule] : behind.map((interface_) => ({ ...rule, from: interface_ }));
  });
  if (rules.length === 0) throw new NotHere('it asks for nothing to be dropped');
  const interfaces = [...new Set(rules.flatMap(({ from }) => from ?? []))];
  return {
    name: nameOf(order),
    zones: [...interfaces, elsewhere, nowhere].map((name) => ({ name, interface: name, networks: [] })),
    rules,
    otherwise: 'permit',
  };
}

/** Where packets go or come from whose interface no rule names: it is proved that they are dropped, or are not, as was meant. */
const elsewhere = 'cordon-a';
const nowhere = 'cordon-b';
