-- Bringing back what fell. One is open at a time: two boards would send two teams two ways.
create table recoveries (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  id text not null,
  title text not null,
  incident text,
  begun text not null,
  begun_by text not null,
  ended text,
  ended_by text,
  ended_because text,
  primary key (org, id)
);
create unique index recoveries_one_open on recoveries (org) where ended is null;

-- What people said of each thing that fell, never changed. Whoever says something says after which version: of two people who say
-- something at once the key lets one through, and the other is told.
create table recovery_statements (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  recovery text not null,
  step text not null,
  version integer not null,
  state text not null check (state in ('down', 'waiting', 'restoring', 'back', 'verified')),
  since text not null,
  said text not null,
  said_by text not null,
  note text not null,
  primary key (org, recovery, step, version),
  foreign key (org, recovery) references recoveries (org, id)
);
