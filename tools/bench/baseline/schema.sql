create table tasks (
  id uuid primary key,
  user_id uuid not null,
  title text not null,
  description text,
  completed boolean not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
create index on tasks (user_id, created_at desc, id desc);
