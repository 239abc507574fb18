-- How far each ledger has been sent to each place elsewhere. Moves when that place has taken it, and not before.
create table ledger_forwards (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  place text not null,
  -- The newest entry that was taken, and its hash: it must still be there.
  seq bigint not null,
  hash text not null,
  -- The newest checkpoint that was taken, by its entry.
  checkpoint bigint not null,
  -- When it last took some; null: never yet. Why the last try failed, in words; null when it did not.
  taken text,
  error text,
  primary key (org, place)
);
