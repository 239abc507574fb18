-- What programs show instead of a person's sign-in. Only a hash of the secret is kept.
create table tokens (
  id text primary key,
  -- Whom or what it stands for: a log source, a script.
  name text not null,
  org text not null,
  scopes jsonb not null,
  secret_hash text not null,
  created text not null,
  created_by text not null,
  expires text,
  revoked text,
  last_used text
);
