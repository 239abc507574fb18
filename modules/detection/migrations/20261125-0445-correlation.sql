-- What correlations are waiting for: a snapshot now and then, and every step since. Text, not jsonb: it must come back
-- exactly as it was, and records may hold characters that jsonb refuses.
create table correlation_snapshot (
  id integer primary key check (id = 1),
  -- Which correlations it is of: with others it means nothing.
  of_rules text not null,
  state text not null
);
create table correlation_journal (
  step bigint generated always as identity primary key,
  hits text not null,
  reached text
);
