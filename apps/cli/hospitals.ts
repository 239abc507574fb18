/** The hospitals that a command is about: one folder as it is, or several as one, with what people name found in whichever has it. */
import {
  createEstate,
  type Entry,
  type Estate,
  joinEstates,
  loadEstate,
  loadRegisters,
} from '@cordon/estate';
import { fault } from '@cordon/platform/fault';

export interface Hospitals {
  readonly estate: Estate;
  readonly entries: readonly Entry[];
  /** What folders say differently of the same thing. */
  readonly conflicts: readonly string[];
  /** Ids in `estate`. @throws UNKNOWN_HOST, UNKNOWN_ACCOUNT, UNKNOWN_SUPPLIER, AMBIGUOUS_NAME */
  host(name: string): string;
  account(name: string): string;
  supplier(name: string): string;
}

/** @param dirs at least one */
export async function openHospitals(dirs: readonly string[]): Promise<Hospitals> {
  const folders = await Promise.all(
    dirs.map(async (dir) => {
      const estate = await loadEstate(dir);
      return { estate, entries: (await loadRegisters(dir, estate)).entries };
    }),
  );
  const [first] = folders;
  const one = folders.length === 1 ? first! : null;
  const joined = one ? null : joinEstates(folders);
  const estate = one?.estate ?? createEstate(joined!.data);

  /** In any of the folders, by what each calls it, or by its id among them all. */
  const find = (
    what: 'host' | 'account' | 'supplier',
    name: string,
    lookUp: (estate: Estate) => string | undefined,
    among: (at: number, id: string) => string | undefined,
    next: string,
  ): string => {
    const ids = new Set(
      folders.flatMap((folder, at) => {
        const id = lookUp(folder.estate);
        return id === undefined ? [] : [joined ? among(at, id)! : id];
      }),
    );
    const direct = lookUp(estate);
    if (ids.size === 0 && direct !== undefined) return direct;
    if (ids.size === 1) return [...ids][0]!;
    if (ids.size > 1)
      throw fault(
        'AMBIGUOUS_NAME',
        `Several hospitals have a ${what} ${name}.`,
        `Give one of ${[...ids].join(', ')}.`,
      );
    throw fault(`UNKNOWN_${what.toUpperCase()}`, `The estate knows no ${what} ${name}.`, next);
  };
  const at = (index: number) => joined!.folders[index]!;
  return {
    estate,
    entries: one?.entries ?? joined!.entries,
    conflicts: joined?.conflicts ?? [],
    host: (name) =>
      find(
        'host',
        name,
        (here) => (here.asset(name) ?? here.assetByHost(name) ?? here.assetByAddress(name))?.id,
        (index, id) => at(index).asset(id),
        'Give its name, address or id.',
      ),
    account: (name) =>
      find(
        'account',
        name,
        (here) => (here.account(name) ?? here.accounts.find(({ id }) => id === name))?.id,
        (index, id) => at(index).account(id),
        'Give it as DOMAIN\\name or name.',
      ),
    supplier: (name) =>
      find(
        'supplier',
        name,
        (here) => here.supplier(name)?.id,
        (index, id) => at(index).supplier(id),
        `Give one of ${estate.suppliers.map(({ id }) => id).join(', ')}.`,
      ),
  };
}
