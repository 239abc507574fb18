/**
 * Row-level security: the second guard between organisations. Whoever asks as an organisation (`Database.within`) does so in a role
 * that owns nothing, and for which every table with a column `org` has that organisation's rows and no others.
 */
import { sql } from 'kysely';
import { fault, isFault } from '../fault/index.ts';
import { migrationLock } from './migrate.ts';
import type { Database } from './port.ts';
import { memberRole } from './unit.ts';

/** Tables with a column `org`; those that are only for the work of the deployment itself are named in `but`. */
const securing = (but: readonly string[]): string => `do $$
declare found record;
begin
  -- Processes that start at once do this one after the other.
  perform pg_advisory_xact_lock(${migrationLock});
  if not exists (select from pg_roles where rolname = '${memberRole}') then
    create role ${memberRole} nologin nosuperuser nobypassrls;
  end if;
  execute format('grant ${memberRole} to %I', current_user);
  grant usage on schema public to ${memberRole};
  for found in
    select c.relname as name, c.relrowsecurity as secured from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attname = 'org' and not a.attisdropped
      and c.relname <> all (array[${but.map((name) => `'${name}'`).join(', ')}]::text[])
  loop
    -- Only once: it waits for everybody who uses the table.
    if not found.secured then
      execute format('alter table %I enable row level security', found.name);
    end if;
    execute format('grant select, insert, update, delete on %I to ${memberRole}', found.name);
    if not exists (select from pg_policy where polrelid = found.name::regclass and polname = 'own_rows') then
      execute format('create policy own_rows on %I to ${memberRole} using (org = (select current_setting(''cordon.org'')))', found.name);
    end if;
  end loop;
end $$`;

/** Run after every migration. @throws DATABASE_ROLE when the login may not make roles and nobody else made this one */
export async function secureOrganisations(database: Database, but: readonly string[]): Promise<void> {
  try {
    await sql.raw(securing(but)).execute(database.tables());
  } catch (error) {
    if (!isFault(error)) throw error;
    throw fault(
      'DATABASE_ROLE',
      `Organisations could not be kept apart in the database: ${error.message} Nothing was started.`,
      `As an administrator of the database, run: create role ${memberRole} nologin; grant ${memberRole} to the login that Cordon uses.`,
      { cause: error },
    );
  }
}
