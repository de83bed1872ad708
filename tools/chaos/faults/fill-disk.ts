import type { Environment } from '../environment/environment.ts';

/** As if there were no room left to write to: raises what PostgreSQL then raises. */
export const SIMULATED_FULL_DISK = {
  begin: `
    create or replace function full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
    create or replace trigger full_disk before insert or update on changes execute function full_disk()`,
  end: 'drop trigger full_disk on changes',
} as const;

/** Writes until there really is no room left; what it returns makes room again. */
export async function fillDisk(environment: Environment): Promise<() => Promise<void>> {
  await environment.sql('create table filler (text text)');
  // Ever less at once, so that the last of it goes, too.
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
