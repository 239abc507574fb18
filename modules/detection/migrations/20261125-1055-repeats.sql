-- Records that a sender sent again, and that were counted once.
alter table sources add column repeated bigint not null default 0;
