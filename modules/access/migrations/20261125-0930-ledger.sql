-- Who did what. Each entry is kept as the very text that was hashed; the columns beside it are only for finding it.
create table ledger (
  seq bigint primary key,
  body text not null,
  -- SHA-256 of the hash before and of this body, hexadecimal.
  hash text not null,
  at text not null,
  act text not null,
  who text not null,
  object text not null
);
create index ledger_by_act on ledger (act, seq);
create index ledger_by_object on ledger (object, seq);

-- The newest entry: one row, locked by whoever appends, so that the chain has no forks.
create table ledger_head (
  id integer primary key check (id = 1),
  seq bigint not null,
  hash text not null
);
insert into ledger_head (id, seq, hash) values (1, 0, repeat('0', 64));

-- Signed statements that the chain was so long and ended in this hash. Also kept in a file outside the database.
create table ledger_checkpoints (
  seq bigint primary key,
  checkpoint text not null
);
