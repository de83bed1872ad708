import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Environment } from './environment.ts';

/** Terminates the service's PostgreSQL backends repeatedly until `isOver` returns true; returns how many it ended. */
export async function terminateBackends(
  { postgres }: Environment,
  intervalMs: number,
  isOver: (times: number) => boolean,
): Promise<number> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  let ended = 0;
  for (let times = 0; !isOver(times); times++) {
    const { rowCount } = await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'taskport'",
    );
    ended += rowCount ?? 0;
    await delay(intervalMs);
  }
  await client.end();
  return ended;
}
