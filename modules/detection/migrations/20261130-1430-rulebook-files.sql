-- Where several processes share the work, the files of each organisation's rulebook, so that each has the same: modes, own rules and
-- filters, mappings, packs. Whoever changes them holds the row of the head.
create table rulebook_head (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  -- Rises with each change.
  version bigint not null,
  primary key (org)
);
create table rulebook_files (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  -- Below the folder of the rulebook, with `/`.
  path text not null,
  sha256 text not null,
  content bytea not null,
  primary key (org, path)
);
