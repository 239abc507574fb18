/** What people name, as the estate knows it. Pure. */
import type { Estate } from '@cordon/estate';
import type { Held } from './blast.ts';

/**
 * A host comes before an account of the same name, and that before a supplier: it is what people name first.
 *
 * @param text hosts, accounts and suppliers, by id or name, with commas between
 */
export function namedIn(estate: Estate, text: string): Required<Held> & { unknown: string[] } {
  const [assets, accounts, suppliers, unknown] = [[], [], [], []] as [string[], string[], string[], string[]];
  const found = { assets, accounts, suppliers, unknown };
  for (const name of text.split(',').map((part) => part.trim())) {
    if (name === '') continue;
    const asset = estate.asset(name.toLowerCase()) ?? estate.assetByHost(name) ?? estate.assetByAddress(name);
    const account = asset ? undefined : estate.account(name);
    const supplier = estate.supplier(name);
    if (asset) found.assets.push(asset.id);
    else if (account) found.accounts.push(account.id);
    else if (supplier) found.suppliers.push(supplier.id);
    else found.unknown.push(name);
  }
  return found;
}
