/** What a hospital has, as it is known now, and how far an intruder gets in it: both are others once something is imported. */
import type { Ledger, LedgerTables } from '@cordon/access';
import {
  type Containment,
  type ContainmentThread,
  createContainment,
  createContainmentThread,
} from '@cordon/containment';
import {
  type Estate,
  type EstateBook,
  type EstateTables,
  openEstateBook,
  type Registers,
} from '@cordon/estate';
import type { OrganisationDatabase } from '@cordon/platform/database';
import type { Kysely } from 'kysely';
import { startEstateThread } from './estate-thread.ts';

export interface DescribedNeeds {
  database: OrganisationDatabase;
  /** The hospital's own folder; null until somebody writes one. */
  folder: Estate | null;
  name: string;
  registers: Registers;
  feeds: string | null;
  ledger: Pick<Ledger, 'recordIn'>;
  now(): Date;
}

export interface Described {
  book: EstateBook;
  /** null until somebody describes it or imports something. */
  estate(): Estate | null;
  containment(): LiveContainment | null;
  close(): Promise<void>;
}

/** What is worked out at once here, and what takes longer elsewhere. */
export type LiveContainment = Pick<Containment, 'reach' | 'write'> & ContainmentThread;

export async function openDescribed(needs: DescribedNeeds): Promise<Described> {
  const { database, folder, name, registers, feeds, ledger, now } = needs;
  const book = await openEstateBook({
    db: database.tables<EstateTables>(),
    ...{ folder, registers, feeds, data: process.env.CORDON_DATA ?? null },
    organisation: { id: database.org, name },
    startThread: startEstateThread,
    record: (trx, { by, source, file, claims }) =>
      ledger.recordIn(trx as unknown as Kysely<LedgerTables>, {
        act: 'estate.import',
        who: by,
        object: source,
        details: { file, ...claims },
      }),
    now,
  });
  let of: Estate | null = null;
  let containment: LiveContainment | null = null;
  const current = (): LiveContainment | null => {
    const estate = book.current();
    if (estate === of) return containment;
    of = estate;
    void containment?.end();
    containment = estate && liveContainment(estate, registers);
    return containment;
  };
  return {
    book,
    estate: book.current,
    containment: current,
    async close() {
      await book.close();
      await containment?.end();
    },
  };
}

function liveContainment(estate: Estate, { entries }: Registers): LiveContainment {
  const { reach, write } = createContainment({ estate, entries });
  return { reach, write, ...createContainmentThread({ estate, entries }) };
}
