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
  foreach held in array array['ledger', 'ledger_head', 'ledger_checkpoints'] loop
    execute format('alter table %I add column org text not null default %L', held, own);
    execute format('alter table %I alter column org set default nullif(current_setting(''cordon.org'', true), '''')', held);
  end loop;
end $$;
alter table ledger drop constraint ledger_pkey, add primary key (org, seq);
alter table ledger_head drop constraint ledger_head_pkey, add primary key (org, id);
alter table ledger_checkpoints drop constraint ledger_checkpoints_pkey, add primary key (org, seq);
drop index ledger_by_act;
drop index ledger_by_object;
create index ledger_by_act on ledger (org, act, seq);
create index ledger_by_object on ledger (org, object, seq);
-- The row for an organisation comes with its first entry.
delete from ledger_head where seq = 0;
