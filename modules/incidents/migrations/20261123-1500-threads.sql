-- A thread is kept as one document: it is always read and written whole, and a restart must find it exactly as it was.
create table threads (
  id text primary key,
  raised boolean not null,
  document jsonb not null
);
-- Which thread absorbed which, so that an address given out before a merge still leads somewhere.
create table merged_threads (
  id text primary key,
  into_id text not null
);
