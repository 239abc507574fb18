-- An import is written in portions that others need not wait for, and counts once its source says that it was made: a claim is said now
-- when it was opened by then and was not closed by then.
alter table estate_sources add column made_at text not null default '';
update estate_sources set made_at = coalesce(
  (select max(at) from estate_imports where estate_imports.org = estate_sources.org and source = name), '');
alter table estate_sources alter column made_at drop default;
-- The import that is being written: whoever began last writes, and whoever began before is told.
alter table estate_sources add column writing text not null default '';
alter table estate_sources alter column writing drop default;
-- Claims are found by source and by what they are about, through the primary key.
drop index estate_claims_open;
