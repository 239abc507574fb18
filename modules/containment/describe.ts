/** Actions in words, for those who have to agree to them. Pure. */
import type { Estate } from '@cordon/estate';
import type { Action } from './model.ts';

/** The same action has the same id in every plan. */
export function idOf(action: Action): string {
  switch (action.kind) {
    case 'isolate-asset':
      return `isolate-asset:${action.asset}`;
    case 'disable-account':
      return `disable-account:${action.account}`;
    case 'reset-credentials':
      return `reset-credentials:${action.account}`;
    case 'block-flow':
      return `block-flow:${action.flow}`;
    case 'quarantine-zone':
      return `quarantine-zone:${action.zone}`;
    case 'cut-link':
      return `cut-link:${action.organisation}:${action.other}`;
    case 'cut-supplier':
      return `cut-supplier:${action.supplier}`;
  }
}

/** What is done, and how it is undone. */
export function describeAction(estate: Estate, action: Action): { title: string; roll_back: string } {
  const organisation = (id: string): string => estate.organisations.find((one) => one.id === id)?.name ?? id;
  switch (action.kind) {
    case 'isolate-asset': {
      const asset = estate.asset(action.asset);
      const where = asset?.location ? `, ${asset.location}` : '';
      return {
        title: `Take ${asset?.hostname ?? action.asset} off the network${where}`,
        roll_back: 'Release it from isolation when it has been rebuilt or found clean.',
      };
    }
    case 'disable-account':
      return {
        title: `Disable the account ${accountText(estate, action.account)}`,
        roll_back: 'Enable it again with a new password.',
      };
    case 'reset-credentials':
      return {
        title: `Give the account ${accountText(estate, action.account)} new credentials`,
        roll_back: 'Nothing to take back: it goes on with the new ones.',
      };
    case 'block-flow': {
      const flow = estate.flows.find(({ id }) => id === action.flow);
      const ends = flow ? `from ${nameOf(estate, flow.from)} to ${nameOf(estate, flow.to)}` : action.flow;
      return {
        title: `Block port${action.ports.length === 1 ? '' : 's'} ${action.ports.join(', ')} ${ends}`,
        roll_back: 'Remove the blocking lines; what was allowed before is allowed again.',
      };
    }
    case 'quarantine-zone':
      return {
        title: `Cut ${nameOf(estate, action.zone)} off from every other network`,
        roll_back: 'Remove the blocking lines of this zone.',
      };
    case 'cut-link':
      return {
        title: `Cut the link between ${organisation(action.organisation)} and ${organisation(action.other)}`,
        roll_back: 'Remove the blocking lines of this link, when both sides agree.',
      };
    case 'cut-supplier': {
      const supplier = estate.suppliers.find(({ id }) => id === action.supplier);
      const count = estate.accounts.filter((account) => account.supplier === action.supplier).length;
      const accounts = count === 1 ? 'its account' : `its ${count} accounts`;
      return {
        title: `Cut off ${supplier?.name ?? action.supplier}: disable ${accounts}, close its ways in`,
        roll_back:
          'When it shows that it is clean: remove the blocking lines, and enable its accounts with new passwords.',
      };
    }
  }
}

function accountText(estate: Estate, id: string): string {
  const account = estate.accounts.find((one) => one.id === id);
  return `${account?.name ?? id} (${account?.display_name ?? 'unknown'})`;
}

/** A zone, a system or an asset, by its own name. */
export const nameOf = (estate: Estate, id: string): string =>
  estate.zone(id)?.name ?? estate.system(id)?.name ?? estate.asset(id)?.hostname ?? id;
