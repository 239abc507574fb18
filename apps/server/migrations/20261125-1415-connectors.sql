-- How far each connector has read what it asks for, and how it does. Moves when what was read is durable, and not before.
create table connectors (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  source text not null,
  kind text not null,
  -- What the cursor is about: another place or question begins anew.
  about text not null,
  cursor text,
  -- Seconds.
  every integer not null,
  last_run text,
  last_success text,
  next_run text not null,
  -- Runs in a row that failed, and why the last one did, in words.
  failures integer not null default 0,
  error text,
  -- The last run ended before everything was read.
  behind boolean not null default false,
  primary key (org, source)
);
