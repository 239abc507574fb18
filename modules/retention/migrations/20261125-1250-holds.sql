-- Legal holds: what must stay whatever its age. Never deleted: a hold that was released says who released it, and why.
create table holds (
  id text primary key,
  name text not null,
  why text not null,
  since text not null,
  set_by text not null,
  -- What it covers: of one organisation or of all, within a time, or around an incident. Null: no bound of that kind.
  org text,
  from_time text,
  to_time text,
  incident text,
  released text,
  released_by text,
  released_why text
);

-- When old events were last deleted: a clock that is far ahead of that is not believed.
create table retention_run (
  id integer primary key check (id = 1),
  ran_at text not null
);
