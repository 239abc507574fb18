/**
 * The estate as an intruder moves through it: one graph of *can reach* (flows) and *can become* (credentials), and on top of it
 * what falls with what: systems with their assets, services with their systems. Pure.
 *
 * Hosts and zones are joined through hubs, so the graph grows with the hosts and not with their pairs:
 *
 *   host → leaving hub → flow → entering hub (one for each technique) → host            where it has a flaw
 *                                                                   → exposed host ┐
 *   host → account used there → rights hub → administered host                    ┴ both → host
 *   domain controller → directory → every account → door from outside → host behind it
 *   host → system → what depends on it → service
 */
import { connectAccounts } from './become.ts';
import { createDraft } from './draft.ts';
import type { Ground, Movement } from './model.ts';
import { connectFlows } from './reach.ts';
import { connectServices } from './rest.ts';

export { type Ground, type How, isFlawed, type Movement } from './model.ts';

export function buildMovement(ground: Ground): Movement {
  const draft = createDraft(ground);
  const become = connectAccounts(ground, draft);
  const flows = connectFlows(ground, draft, become);
  connectServices(ground.estate, draft);
  return {
    ...draft.finish(),
    assetNode: draft.assetNode,
    accountNode: (id) => draft.accounts.get(id),
    entriesOver: (flow) => ground.entries.filter((entry) => entry.flows.includes(flow)),
    entriesThrough: ({ id, system, zone }) =>
      ground.entries.filter(({ through }) =>
        [id, system, zone].some((end) => end !== null && through.includes(end)),
      ),
    flowNodes: (id) => flows.get(id) ?? [],
  };
}
