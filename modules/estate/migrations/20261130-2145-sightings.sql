-- What was seen in live events and is not the hospital's own, or not worth listing, as somebody said and why.
create table estate_ignored (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  -- Its kind and name, such as `address 10.64.85.250`.
  key text not null,
  because text not null,
  at text not null,
  by_whom text not null,
  primary key (org, key)
);
