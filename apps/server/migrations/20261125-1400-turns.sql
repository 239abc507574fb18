-- Several processes may read what doors received; one writes what it led to. Whoever finds another turn here than its own has been
-- overtaken, and what it was about to write is undone.
alter table pipeline add column turn bigint not null default 0;

-- By topic that other processes read: the number of the next record whose outcome is not written yet.
create table pipeline_places (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  topic text not null,
  next_record bigint not null,
  primary key (org, topic)
);

-- Work that one process at a time does, for as long as it says so again and again.
create table leases (
  name text primary key,
  holder text not null,
  until timestamptz not null
);
