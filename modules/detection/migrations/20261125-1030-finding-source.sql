-- The log source that a finding's record is routed by, so that rules can be asked about the record again.
alter table findings add column source text;
