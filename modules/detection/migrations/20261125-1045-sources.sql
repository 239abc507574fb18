-- How each sender does: when it was last heard, how much it sends, and what of it could not be read.
alter table sources add column bytes bigint not null default 0;
alter table sources add column last_received text;
alter table sources add column losses jsonb not null default '[]';

-- What arrived in each minute, for a day: the rate and its picture.
create table source_minutes (
  key text not null,
  minute text not null,
  events bigint not null,
  bytes bigint not null,
  primary key (key, minute)
);
create index source_minutes_by_minute on source_minutes (minute);
