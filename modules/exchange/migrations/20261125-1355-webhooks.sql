-- Programs that are told what happens here.
create table webhooks (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  id text not null,
  url text not null,
  events jsonb not null,
  -- Sealed by the key ring: whoever reads the database can sign nothing.
  secret text not null,
  made text not null,
  made_by text not null,
  -- Why nothing is sent any more: who receives it said that it is gone.
  stopped text,
  primary key (org, id)
);

-- What is to be sent, or was: kept until it arrives or a day of tries is over, then for a look back.
create table webhook_deliveries (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  id text not null,
  webhook text not null,
  event text not null,
  body text not null,
  made text not null,
  -- The next try; null when there is none.
  due text,
  tries integer not null,
  delivered text,
  last_answer text,
  primary key (org, id),
  foreign key (org, webhook) references webhooks (org, id) on delete cascade
);
create index webhook_deliveries_due on webhook_deliveries (org, due);

-- What was said of each thing, so that a crash says nothing twice and keeps nothing back.
create table webhook_told (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  object text not null,
  state text not null,
  primary key (org, object)
);
