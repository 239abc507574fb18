-- How far the pipeline has read what doors received. Moves in the same transaction as the findings it led to.
create table pipeline (
  id integer primary key default 1 check (id = 1),
  -- The next record of the stream to take.
  next_record bigint not null,
  newest_event text
);
insert into pipeline (next_record, newest_event) values (0, null);

-- How far the sample hospital has been replayed: lines that the door has acknowledged.
create table demonstration (
  id integer primary key default 1 check (id = 1),
  lines bigint not null,
  clock text
);
