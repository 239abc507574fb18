-- State of correlations knows by itself what it is of: each correlation takes up only its own.
alter table correlation_snapshot drop column of_rules;

-- How often each rule and correlation matched, by day of event time, whatever became of the match.
create table rule_hits (
  rule_id text not null,
  day date not null,
  hits bigint not null,
  last_hit text not null,
  primary key (rule_id, day)
);

-- What is not shown among findings, and why: a filter hid it, or (no filter) its rule is on test. The newest of each;
-- all are counted in held_back_counts.
create table held_back (
  id text primary key,
  seq bigint generated always as identity,
  filter text not null,
  rule_id text not null,
  title text not null,
  level smallint not null,
  time text,
  host text,
  account text,
  event jsonb not null
);
create index held_back_by_cause on held_back (filter, rule_id, seq);

create table held_back_counts (
  filter text not null,
  rule_id text not null,
  held bigint not null,
  last text,
  primary key (filter, rule_id)
);

-- Log sources as rules are routed by, so that a rule that never matched can be told from one whose source never came.
create table log_sources (
  key text primary key,
  events bigint not null,
  last_event text
);

create index findings_by_rule on findings (rule_id, seq);
