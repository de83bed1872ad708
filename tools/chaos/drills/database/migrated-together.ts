import { setTimeout as delay } from 'node:timers/promises';
import { migrations } from '../../../../src/adapters/postgres/migrations/list.ts';
import type { Environment } from '../../environment/environment.ts';
import { nonEphemeralPort } from '../../environment/non-ephemeral-port.ts';
import { Server } from '../../environment/server.ts';
import type { Drill } from '../drill.ts';
import { ms } from '../verdict.ts';

const ROUNDS = 20;
const INSTANCES = 5;
/** The drill kills the process that runs the migrations in one of this many rounds. */
const KILL_EVERY = 2;

export const migratedTogether: Drill = {
  id: 'F13',
  name: 'migrated-together',
  promise:
    'Any number of processes that start at once migrate the database once; if the migrating one is killed, another continues',
  bound:
    '20 rounds of 5 processes: each migration once; after the migrating one is killed, the others are ready in ≤ 5 s',
  startsItself: true,
  async run(environment, verdict) {
    let wrong = 0;
    let kills = 0;
    let slowest = 0;
    for (let round = 0; round < ROUNDS; round++) {
      environment.databaseName = `round_${round}`;
      await environment.createDatabase();
      const servers = await startMany(environment);
      const holder = round % KILL_EVERY === 0 ? await holderOf(environment, servers) : undefined;
      if (holder !== undefined) {
        await holder.end('SIGKILL');
        kills++;
      }
      const killed = performance.now();
      await Promise.all(servers.filter((server) => server !== holder).map((server) => server.ready()));
      if (holder !== undefined) slowest = Math.max(slowest, performance.now() - killed);
      if (!(await isMigratedOnce(environment))) wrong++;
      await Promise.all(servers.filter(({ hasEnded }) => !hasEnded).map((server) => server.end('SIGKILL')));
    }
    verdict.note(`${ROUNDS - wrong} of ${ROUNDS} rounds migrated once`, wrong === 0);
    verdict.note(
      `${kills} killed while they migrated, the others ready in ${ms(slowest)} at most`,
      slowest <= 5000 && kills > 0,
    );
  },
};

/** Starts several services at the same time. The `application_name` of each is its index in the returned array. */
function startMany({ database }: Environment): Promise<Server[]> {
  return Promise.all(
    Array.from({ length: INSTANCES }, async (_, n) => {
      const url = new URL(database);
      url.searchParams.set('application_name', String(n));
      return new Server(await nonEphemeralPort(), { DATABASE_URL: url.href });
    }),
  );
}

/** Returns the process that holds the migration lock; undefined if the migration ended before the lock was seen. */
async function holderOf(environment: Environment, servers: readonly Server[]): Promise<Server | undefined> {
  while (!servers.some(({ isListening }) => isListening)) {
    const [holder] = await environment.sql<{ name: string }>(
      "select application_name as name from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and granted",
    );
    if (holder !== undefined) return servers[Number(holder.name)];
    const done = await environment.sql("select from pg_tables where tablename = 'tasks'");
    if (done.length > 0) return undefined;
    await delay(2);
  }
  return undefined;
}

async function isMigratedOnce(environment: Environment): Promise<boolean> {
  const done = await environment.sql<{ name: string }>('select name from mikro_orm_migrations order by id');
  return JSON.stringify(done.map(({ name }) => name)) === JSON.stringify(migrations.map(({ name }) => name));
}
