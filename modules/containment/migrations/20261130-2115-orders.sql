-- What actuators are wanted to do of a plan, kept before anything is sent. It points at the approval: without one there is no order.
create table plan_orders (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  plan text not null,
  action text not null,
  actuator text not null,
  -- Place among those that were asked for at once.
  turn integer not null,
  target jsonb not null,
  wants text not null check (wants in ('done', 'undone')),
  state text not null check (state in ('sent', 'under-way', 'done', 'failed')),
  asked text not null,
  asked_by text not null,
  changed text not null,
  said text,
  applied text,
  -- What the actuator needs to find again what it began.
  memo text,
  tries integer not null,
  due text not null,
  primary key (org, plan, action, actuator),
  foreign key (org, plan) references plan_approvals (org, plan)
);
create index plan_orders_open on plan_orders (org, due) where state in ('sent', 'under-way');

-- When each actuator was last heard of, and why it does not work.
create table actuators (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  name text not null,
  seen text,
  error text,
  primary key (org, name)
);
