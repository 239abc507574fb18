/** Suppliers: what they fall with, and what whoever holds one has among its customers. Pure. */
import type { Draft } from './draft.ts';
import type { Ground, SupplierPlace } from './model.ts';

/**
 * A supplier falls with a host of its own, where it is one of the organisations, and then gives its accounts at every customer. One
 * of those accounts gives the others, since engineers use the same at the next customer; it does not bring the supplier down.
 *
 * @param doors of each supplier, by its id
 */
export function connectSuppliers(
  { estate, entries, knowledge: { techniques } }: Ground,
  { add, connect, assets, accounts, suppliers }: Draft,
  doors: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, SupplierPlace> {
  const organisationOf = new Map(estate.sites.map((site) => [site.id, site.organisation]));
  return new Map(
    estate.suppliers.map(({ id, organisation }) => {
      const node = suppliers.get(id)!;
      const hosts = estate.assets.filter((asset, index) => {
        const isTheirs = organisation !== undefined && organisationOf.get(asset.site) === organisation;
        if (isTheirs) connect(assets[index]!, node);
        return isTheirs;
      });
      const theirs = estate.accounts.filter(({ supplier }) => supplier === id);
      const shared = add({ kind: 'hub' });
      connect(node, shared, techniques.come_through_supplier.minutes, { kind: 'supplier' });
      for (const account of theirs) {
        connect(accounts.get(account.id)!, shared, techniques.share_credentials.minutes, { kind: 'shared' });
        connect(shared, accounts.get(account.id)!);
      }
      const own = entries.filter((entry) => entry.suppliers.includes(id));
      return [id, { node, hosts, accounts: theirs, entries: own, doors: doors.get(id) ?? [] }];
    }),
  );
}
