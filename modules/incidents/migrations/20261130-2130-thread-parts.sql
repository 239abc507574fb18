-- A long story is thousands of notes and entities, of which a batch changes a few: each is a row, so that only those are written.
create table thread_parts (
  org text not null default nullif(current_setting('cordon.org', true), ''),
  thread text not null,
  part text not null,
  document jsonb not null,
  primary key (org, thread, part)
);
insert into thread_parts (org, thread, part, document)
select org, id, 'note:' || (place - 1), note
from threads, jsonb_array_elements(document -> 'notes') with ordinality as notes(note, place);
insert into thread_parts (org, thread, part, document)
select org, id, key, entity
from threads, jsonb_each(document -> 'entities') as entities(key, entity);
update threads set document = document - 'notes' - 'entities';
