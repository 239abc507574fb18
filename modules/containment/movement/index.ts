/**
 * The estate as an intruder moves through it: one graph of *can reach* (flows) and *can become* (credentials), and on top of it
 * what falls with what: systems with their assets, services with their systems. Pure.
 *
 * Hosts and zones are joined through hubs, so the graph grows with the hosts and not with their pairs:
 *
 *   host → leaving hub → flow → entering hub (one for each technique) → host            where it has a flaw
 *                                                                   → exposed host ┐
 *   host → account used there → rights hub → administered host                    ┴ both → host
 *   domain controller → directory → its accounts → door from outside → host behind it
 *                       directory → directory that trusts it
 *   host of a supplier → supplier → its accounts at every customer, and its own doors → hosts behind them
 *   what was stolen → account
 *   host → system → what depends on it → service
 */
import { connectAccounts } from './become.ts';
import { createDraft } from './draft.ts';
import { connectEntries } from './entries.ts';
import type { Ground, Movement } from './model.ts';
import { connectFlows } from './reach.ts';
import { connectServices } from './rest.ts';
import { connectSuppliers } from './suppliers.ts';

export { type Ground, type How, isFlawed, type Movement } from './model.ts';

export function buildMovement(ground: Ground): Movement {
  const draft = createDraft(ground);
  const become = connectAccounts(ground, draft);
  const { nodes, addFlow } = connectFlows(ground, draft, become);
  const doors = connectEntries(ground, draft, addFlow);
  const suppliers = connectSuppliers(ground, draft, doors);
  connectServices(ground.estate, draft);
  return {
    ...draft.finish(),
    assetNode: draft.assetNode,
    accountNode: (id) => draft.accounts.get(id),
    stolenNode: (id) => draft.stolen.get(id),
    supplier: (id) => suppliers.get(id),
    entriesOver: (flow) => ground.entries.filter((entry) => entry.flows.includes(flow)),
    entriesThrough: ({ id, system, zone }) =>
      ground.entries.filter(({ through }) =>
        [id, system, zone].some((end) => end !== null && through.includes(end)),
      ),
    flowNodes: (id) => nodes.get(id) ?? [],
  };
}
