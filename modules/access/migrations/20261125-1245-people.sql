-- People who work with Cordon, what they are in each organisation, and how they show that it is them.
create table people (
  id text primary key,
  name text not null,
  -- What they sign in with where a name is asked for, and what their organisation's own sign-in calls them.
  account text not null unique,
  -- invited: has no way to sign in yet; disabled: may not.
  state text not null check (state in ('invited', 'active', 'disabled')),
  -- Who an outside sign-in says they are, bound the first time.
  issuer text,
  subject text,
  created text not null,
  created_by text not null,
  unique (issuer, subject)
);

create table memberships (
  person text not null references people (id) on delete cascade,
  org text not null,
  role text not null,
  given text not null,
  given_by text not null,
  primary key (person, org, role)
);

create table passkeys (
  -- Credential id (WebAuthn), base64url.
  id text primary key,
  person text not null references people (id) on delete cascade,
  name text not null,
  -- COSE key, base64url.
  public_key text not null,
  counter bigint not null,
  transports jsonb not null,
  created text not null,
  last_used text
);
create index passkeys_of on passkeys (person);

-- The other way in: a code that Cordon made (so it cannot be guessed) with a changing one from the person's device (TOTP, RFC 6238).
create table codes (
  person text primary key references people (id) on delete cascade,
  code_hash text not null,
  -- Sealed by the key ring.
  totp text not null,
  -- The newest time step that was used: none is used twice.
  last_step bigint not null,
  created text not null
);
create table recovery_codes (
  person text not null references people (id) on delete cascade,
  hash text not null,
  used text,
  primary key (person, hash)
);

-- One-time links, by which a person sets up their first way to sign in, or a new one after losing the others.
create table invitations (
  id text primary key,
  person text not null references people (id) on delete cascade,
  secret_hash text not null,
  ends text not null,
  used text
);

-- What was asked of a browser and is waited for: challenges of passkeys, codes that are being set up, outside sign-ins under way.
create table ceremonies (
  id text primary key,
  purpose text not null,
  ends text not null,
  -- Sealed by the key ring.
  state text not null
);

create table sessions (
  id text primary key,
  person text not null references people (id) on delete cascade,
  secret_hash text not null,
  -- How they signed in.
  method text not null,
  created text not null,
  seen text not null,
  -- However busy, it is over then.
  ends text not null,
  stepped_up text,
  -- The browser it is bound to: as shown to people, and a hash of all it says of itself.
  browser text not null,
  browser_hash text not null,
  ended text,
  ended_because text
);
create index sessions_of on sessions (person, ended);

-- Codes in sealed envelopes, for when nothing else works, and each use of one.
create table break_glass_codes (
  id text primary key,
  org text not null,
  hash text not null,
  made text not null,
  made_by text not null,
  withdrawn text
);
create table break_glass_uses (
  id text primary key references break_glass_codes (id),
  org text not null,
  person text not null references people (id),
  name text not null,
  because text not null,
  at text not null,
  review_due text not null,
  reviewed text,
  reviewed_by text,
  review text
);
