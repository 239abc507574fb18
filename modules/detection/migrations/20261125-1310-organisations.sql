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
  foreach held in array array['findings', 'sources', 'source_minutes', 'correlation_snapshot', 'correlation_journal', 'rule_hits', 'held_back', 'held_back_counts', 'log_sources', 'model_snapshot', 'feedback'] loop
    execute format('alter table %I add column org text not null default %L', held, own);
    execute format('alter table %I alter column org set default nullif(current_setting(''cordon.org'', true), '''')', held);
  end loop;
end $$;
alter table feedback drop constraint feedback_finding_fkey;
alter table findings drop constraint findings_pkey, add primary key (org, id);
alter table sources drop constraint sources_pkey, add primary key (org, key);
alter table source_minutes drop constraint source_minutes_pkey, add primary key (org, key, minute);
alter table correlation_snapshot drop constraint correlation_snapshot_pkey, add primary key (org, id);
alter table rule_hits drop constraint rule_hits_pkey, add primary key (org, rule_id, day);
alter table held_back drop constraint held_back_pkey, add primary key (org, id);
alter table held_back_counts drop constraint held_back_counts_pkey, add primary key (org, filter, rule_id);
alter table log_sources drop constraint log_sources_pkey, add primary key (org, key);
alter table model_snapshot drop constraint model_snapshot_pkey, add primary key (org, id);
alter table feedback drop constraint feedback_pkey, add primary key (org, finding);
alter table feedback add foreign key (org, finding) references findings (org, id) on delete cascade;

drop index findings_by_seq;
drop index findings_by_thread;
drop index findings_by_level;
drop index findings_by_rule;
create index findings_by_seq on findings (org, seq);
create index findings_by_thread on findings (org, thread, seq);
create index findings_by_level on findings (org, level, seq);
create index findings_by_rule on findings (org, rule_id, seq);
