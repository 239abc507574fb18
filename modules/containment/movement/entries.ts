/** Ways in from outside: who comes by them, over which flows, to which hosts. Pure. */
import type { Entry } from '@cordon/estate';
import type { Draft } from './draft.ts';
import { type Ground, isOpen } from './model.ts';
import type { Flows } from './reach.ts';

/**
 * Whoever holds an account comes back in through a door that asks for no more than a password. A supplier comes in by the ways that
 * are registered as its own, whatever they ask for: its second factor is no obstacle to whoever holds the supplier.
 *
 * @returns the doors of each supplier, by its id, so that one can be shut out and the others not
 */
export function connectEntries(
  { estate, entries, knowledge: { techniques } }: Ground,
  { add, connect, assets, accounts, suppliers, membersAt }: Draft,
  addFlow: Flows['addFlow'],
): ReadonlyMap<string, readonly number[]> {
  const flows = new Map(estate.flows.map((flow) => [flow.id, flow]));
  const doorsOf = new Map<string, number[]>(estate.suppliers.map(({ id }) => [id, []]));
  const minutes = {
    anyone: techniques.enter_from_outside.minutes,
    supplier: techniques.come_through_supplier.minutes,
  };

  const lead = (entry: Entry, as: 'anyone' | 'supplier', doors: readonly number[]): void => {
    const ends = new Set(entry.through.flatMap(membersAt));
    if (ends.size === 0 || doors.length === 0) return;
    const inside = add({ kind: 'hub' });
    const allowed = entry.flows.map((id) => flows.get(id)).filter((flow) => flow !== undefined);
    for (const flow of allowed) {
      const node = addFlow(flow);
      for (const door of doors) connect(door, node);
      connect(node, inside);
    }
    // A door of which nobody knows which flow it is cannot be closed by closing one.
    if (allowed.length === 0) for (const door of doors) connect(door, inside);
    for (const index of ends) connect(inside, assets[index]!, minutes[as], { kind: 'entry', entry, as });
  };

  for (const entry of entries) {
    if (isOpen(entry)) {
      const door = add({ kind: 'hub' });
      for (const { id, kind } of estate.accounts) if (kind !== 'service') connect(accounts.get(id)!, door);
      lead(entry, 'anyone', [door]);
    }
    const theirs = entry.suppliers.flatMap((id) => {
      const supplier = suppliers.get(id);
      if (supplier === undefined) return [];
      const door = add({ kind: 'hub' });
      connect(supplier, door);
      doorsOf.get(id)!.push(door);
      return [door];
    });
    lead(entry, 'supplier', theirs);
  }
  return doorsOf;
}
