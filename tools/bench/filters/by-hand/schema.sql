create function words_of(title text, description text, tags text[], list text) returns tsvector
language sql immutable as $$
  select to_tsvector('simple'::regconfig, concat_ws(' ', title, description, array_to_string(tags, ' '), list))
$$;

create table tasks (
  id uuid primary key,
  user_id uuid not null,
  title text not null,
  description text,
  completed boolean not null,
  priority smallint not null,
  tags text[] not null,
  list text,
  start_on date,
  -- The due day of a task that is due on a day, without a time; then due_at is the first instant of that day.
  due_on date,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  words tsvector generated always as (words_of(title, description, tags, list)) stored
);

create index on tasks (user_id, created_at desc, id desc);
create index on tasks (user_id, due_at);
create index on tasks using gin (tags);
create index on tasks using gin (words);
