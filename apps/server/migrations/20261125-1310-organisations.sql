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
  foreach held in array array['pipeline'] loop
    execute format('alter table %I add column org text not null default %L', held, own);
    execute format('alter table %I alter column org set default nullif(current_setting(''cordon.org'', true), '''')', held);
  end loop;
end $$;
alter table pipeline drop constraint pipeline_pkey, add primary key (org, id);
-- The row for an organisation comes with its first start.
delete from pipeline where next_record = 0;
