-- What models have learnt: a snapshot now and then, see live-models.ts. Text, not jsonb: it must come back exactly as it was.
create table model_snapshot (
  id integer primary key check (id = 1),
  state text not null,
  -- What the models had learnt from before they met this hospital's events, as JSON; null: from nothing.
  learnt text
);

-- What people said of findings: one for each, the newest.
create table feedback (
  finding text primary key references findings (id) on delete cascade,
  rule_id text not null,
  -- Of the model that made the finding; null for a rule's.
  score double precision,
  useful boolean not null,
  because text,
  said_by text not null,
  said_at text not null
);
create index feedback_by_rule on feedback (rule_id);
