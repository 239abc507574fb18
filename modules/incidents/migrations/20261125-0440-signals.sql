-- Each host and account of a thread keeps the signals that its risk is made of; threads from before start with none.
update threads
set document = jsonb_set(
  document,
  '{entities}',
  coalesce(
    (select jsonb_object_agg(key, value || '{"signals": {}}') from jsonb_each(document -> 'entities')),
    '{}'
  )
);
