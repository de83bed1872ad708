import type { Environment } from '../environment/environment.ts';

/** SQL that simulates a full disk: a trigger raises the error that PostgreSQL raises on a full disk. */
export const SIMULATED_FULL_DISK = {
  begin: `
    create or replace function full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
    create or replace trigger full_disk before insert or update on changes execute function full_disk()`,
  end: 'drop trigger full_disk on changes',
} as const;

/** Fills the disk with a table; returns a function that drops the table. */
export async function fillDisk(environment: Environment): Promise<() => Promise<void>> {
  await environment.sql('create table filler (text text)');
  // The inserts get smaller and smaller, until not even one row fits.
  for (let rows = 4096; rows >= 1; ) {
    const isFull = await environment
      .sql(`insert into filler select repeat(md5(random()::text), 60) from generate_series(1, ${rows})`)
      .then(() => false)
      .catch((error) => error.code === '53100');
    if (isFull) rows = Math.floor(rows / 4);
  }
  return async () => {
    await environment.sql('drop table filler');
  };
}
