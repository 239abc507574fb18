-- Each row is of an organisation: the one that writes it (platform/database/organisations.ts keeps others from it).
do $$
declare
  own text := 'this-hospital';
  held text;
begin
  -- Rows from before organisations were told apart are of the one that there was.
  if to_regclass('ledger') is not null then
    select coalesce((select body::jsonb ->> 'org' from ledger order by seq limit 1), own) into own;
  end if;
  foreach held in array array['threads', 'merged_threads'] loop
    execute format('alter table %I add column org text not null default %L', held, own);
    execute format('alter table %I alter column org set default nullif(current_setting(''cordon.org'', true), '''')', held);
  end loop;
end $$;
alter table threads drop constraint threads_pkey, add primary key (org, id);
alter table merged_threads drop constraint merged_threads_pkey, add primary key (org, id);
