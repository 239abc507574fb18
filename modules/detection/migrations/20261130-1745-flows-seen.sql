-- Who talked to whom in the last thirty days, by pair and port: never a row for each connection.
create table flows_seen (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  -- An address; `elsewhere`; or `zone:` and a zone, where there were too many pairs.
  source text not null,
  destination text not null,
  protocol text not null,
  -- -1 where there is none.
  port integer not null,
  first_seen text not null,
  last_seen text not null,
  -- Bit n: seen n days before the day of last_seen.
  day_bits integer not null,
  times bigint not null,
  bytes bigint not null,
  primary key (org, source, destination, protocol, port)
);
