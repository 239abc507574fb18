create table findings (
  id text primary key,
  -- Order of arrival, for paging that does not move while new findings come in.
  seq bigint generated always as identity,
  rule_id text not null,
  title text not null,
  level smallint not null,
  tags jsonb not null,
  time text,
  host text,
  account text,
  source_address text,
  destination_address text,
  destination_port integer,
  file text not null,
  record_id text not null,
  reason jsonb not null,
  format text not null,
  event jsonb not null,
  -- The thread of findings that this one belongs to; see modules/incidents.
  thread text
);
create index findings_by_seq on findings (seq);
create index findings_by_thread on findings (thread, seq);
create index findings_by_level on findings (level, seq);

create table sources (
  key text primary key,
  format text not null,
  events bigint not null,
  last_event text,
  unreadable bigint not null
);
