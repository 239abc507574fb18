-- How far the models are, for processes that show it and hold no models.
alter table pipeline add column standing jsonb;

-- Small files that every process of a deployment needs alike. What is secret in them is sealed.
create table deployment_files (
  name text primary key,
  content text not null
);
