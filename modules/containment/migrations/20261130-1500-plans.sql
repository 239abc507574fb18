-- Plans as they were proposed. Never changed: a plan that no longer fits is followed by another.
create table plans (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  id text not null,
  incident text not null,
  made text not null,
  made_by text not null,
  proposal jsonb not null,
  primary key (org, id)
);
create index plans_incident on plans (org, incident, made);

-- Who answers for the patients of a plan. One plan is approved once; withdrawing says so and stays.
create table plan_approvals (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  plan text not null,
  option text not null check (option in ('everything', 'proposed')),
  because text not null,
  approved text not null,
  approved_by text not null,
  withdrawn text,
  withdrawn_by text,
  primary key (org, plan),
  foreign key (org, plan) references plans (org, id)
);

-- What was done of a plan. It points at the approval, so that the database itself refuses what nobody approved.
create table plan_acts (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  plan text not null,
  action text not null,
  done text not null,
  done_by text not null,
  undone text,
  undone_by text,
  primary key (org, plan, action),
  foreign key (org, plan) references plan_approvals (org, plan)
);
