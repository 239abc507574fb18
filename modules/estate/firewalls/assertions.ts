/** Whether what must stay true of firewalls is true of them. Pure. */
import { check, formatPrefix, type Group, parseServices } from '@cordon/firewall';
import { hostsOf, select } from './ends.ts';
import type { Ground } from './ground.ts';
import type { FirewallAssertion, JudgedAssertion } from './model.ts';

const order: readonly JudgedAssertion['state'][] = ['broken', 'not checked', 'holds'];

/** What is broken first, and then of what nobody knows. */
export const judgeAssertions = (
  ground: Ground,
  assertions: readonly FirewallAssertion[],
): JudgedAssertion[] =>
  assertions
    .map((assertion) => judge(ground, assertion))
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));

function judge(ground: Ground, assertion: FirewallAssertion): JudgedAssertion {
  const { space, network } = ground;
  const { id, name, rule, because = null } = assertion;
  const [from, to] = [groupOf(ground, assertion.from), groupOf(ground, assertion.to)];
  const told = { id, name, because };
  const missing =
    from.networks.length === 0 ? assertion.from : to.networks.length === 0 ? assertion.to : null;
  if (missing !== null) {
    const why = `No address of ${missing.join(', ')} is behind an interface of these firewalls.`;
    return { ...told, state: 'not checked', why, proof: null };
  }
  const unplaced = [...from.unplaced, ...to.unplaced];
  const why = unplaced.length === 0 ? null : `Behind no interface, and left out: ${unplaced.join(', ')}.`;
  const services = assertion.services.flatMap((text) => parseServices(text) ?? []);
  const hints = { sources: from.hosts, destinations: to.hosts };
  const { holds, counterExample, path } = check(space, network, { name, rule, from, to, services }, hints);
  if (holds || counterExample === undefined) return { ...told, state: 'holds', why, proof: null };
  const lines = ground.linesOf(path);
  const unfiltered = 'None of these firewalls stands between them.';
  return {
    ...told,
    state: 'broken',
    why: path.length === 0 ? [unfiltered, ...(why === null ? [] : [why])].join(' ') : why,
    proof: { example: ground.exampleOf(counterExample), lines },
  };
}

interface Selected extends Group {
  /** Some of the hosts with these addresses, for examples. */
  readonly hosts: Ground['places'][number]['hosts'];
  /** What no interface leads to. */
  readonly unplaced: readonly string[];
}

function groupOf({ data, ends, places, isPlaced }: Ground, selectors: readonly string[]): Selected {
  const networks = new Map<string, Group['networks'][number]>();
  const unplaced: string[] = [];
  const ids = new Set(selectors.flatMap((selector) => select(data, selector) ?? []));
  for (const id of ids) {
    const all = ends(id);
    const some = all.filter(isPlaced);
    for (const prefix of some) networks.set(formatPrefix(prefix), prefix);
    if (some.length < all.length || all.length === 0) unplaced.push(id);
  }
  const within = places.filter(({ zone }) => ids.has(zone.id)).flatMap(({ some }) => some);
  const meant = data.assets.filter(({ id, system }) => ids.has(id) || (system !== null && ids.has(system)));
  const hosts = [...within, ...hostsOf(meant.slice(0, 20))];
  return { name: selectors.join(', '), networks: [...networks.values()], hosts, unplaced };
}
