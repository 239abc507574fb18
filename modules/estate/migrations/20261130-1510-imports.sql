-- Where claims about the estate come from; the next import under the same name replaces what this one said.
create table estate_sources (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  name text not null,
  kind text not null,
  -- catalogue: what an import leaves out has vanished; sightings: what was seen before stays until it is old.
  holds text not null,
  primary key (org, name)
);

create table estate_imports (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  id text not null,
  source text not null,
  files text not null,
  at text not null,
  by_whom text not null,
  -- What it came to, as it was told.
  report text not null,
  primary key (org, id),
  foreign key (org, source) references estate_sources (org, name)
);

-- What a source says of one thing, from the import that said it first to the one that said it no more.
create table estate_claims (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  source text not null,
  -- Digests of what the claim is about, and of what it says of it.
  about text not null,
  said text not null,
  claim text not null,
  seen_at text,
  since text not null,
  until text,
  primary key (org, source, about, since),
  foreign key (org, source) references estate_sources (org, name)
);
create index estate_claims_open on estate_claims (org, source) where until is null;
