import type { Kysely } from 'kysely';

/** The database as one organisation has it: rows of no other exist, whatever is asked, and what is written is its own. */
export interface OrganisationDatabase {
  readonly org: string;
  tables<Tables>(): Kysely<Tables>;
}

/** Words between processes that share a database. */
export interface Channel {
  /** Resolves when they are sent to all who listen, this process too: in this order, and two that are alike perhaps as one. */
  tell(texts: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface Listener {
  heard(text: string): void;
  /** The connection was lost and is back: what was told meanwhile is not told again, so look at the tables. */
  missed(): void;
}

/** The port: what a module may know about the database, whichever engine is behind it. */
export interface Database {
  /**
   * A view of the database as these tables. Every statement on its own, and every
   * transaction, has one connection; inside a transaction use `trx` only, anything else is refused with DATABASE_NESTED.
   */
  tables<Tables>(): Kysely<Tables>;
  /** After `secureOrganisations`. */
  within(org: string): OrganisationDatabase;
  /** Several statements, without parameters, in one transaction. For migrations. */
  script(sql: string): Promise<void>;
  /**
   * Opens a channel: `name` of letters and `_`, texts of up to 7,000 bytes. Absent where one process has the database to itself, and
   * nobody to talk to.
   */
  listen?(name: string, listener: Listener): Promise<Channel>;
  /**
   * Makes a copy in the folder `to`, which must not exist; opened, it is this database as it was at one moment after the call, and
   * nobody else is served meanwhile. Absent where a server keeps the data, which has its own way.
   */
  snapshot?(to: string): Promise<void>;
  /** Waits for what is running, then closes. Safe to call twice. */
  close(): Promise<void>;
}
