-- When each finding was stored, by this machine's clock: what a record says of its own time must not decide how long it is kept.
-- Those from before count from now.
alter table findings add column stored_at timestamptz not null default now();
create index findings_by_stored_at on findings (stored_at);
alter table held_back add column stored_at timestamptz not null default now();
