import { setTimeout as delay } from 'node:timers/promises';
import { migrations } from '../../../../src/adapters/postgres/migrations/list.ts';
import type { Stage } from '../../environment/environment.ts';
import { keptPort } from '../../environment/kept-port.ts';
import { Server } from '../../environment/server.ts';
import type { Drill } from '../drill.ts';
import { ms } from '../verdict.ts';

const ROUNDS = 20;
const INSTANCES = 5;
/** In every round of so many, whoever migrates is killed. */
const EACH = 2;

export const migratedTogether: Drill = {
  id: 'F13',
  name: 'migrated-together',
  promise:
    'Any number of processes that start at once migrate the database once; if the one that does it is killed, another does',
  bound:
    '20 rounds of 5 processes: each migration once; where the one that migrates is killed, the others are ready ≤ 5 s after',
  startsItself: true,
  async run(stage, verdict) {
    let wrong = 0;
    let kills = 0;
    let slowest = 0;
    for (let round = 0; round < ROUNDS; round++) {
      stage.databaseName = `round_${round}`;
      await stage.createDatabase();
      const servers = await startMany(stage);
      const holder = round % EACH === 0 ? await holderOf(stage, servers) : undefined;
      if (holder !== undefined) {
        await holder.end('SIGKILL');
        kills++;
      }
      const killed = performance.now();
      await Promise.all(servers.filter((server) => server !== holder).map((server) => server.ready()));
      if (holder !== undefined) slowest = Math.max(slowest, performance.now() - killed);
      if (!(await isMigratedOnce(stage))) wrong++;
      await Promise.all(servers.filter(({ hasEnded }) => !hasEnded).map((server) => server.end('SIGKILL')));
    }
    verdict.note(`${ROUNDS - wrong} of ${ROUNDS} rounds migrated once`, wrong === 0);
    verdict.note(
      `${kills} killed while they did it, the others ready in ${ms(slowest)} at most`,
      slowest <= 5000 && kills > 0,
    );
  },
};

/** Each under a name of its own at the database, where it says which of them it is. */
function startMany({ database }: Stage): Promise<Server[]> {
  return Promise.all(
    Array.from({ length: INSTANCES }, async (_, n) => {
      const url = new URL(database);
      url.searchParams.set('application_name', String(n));
      return new Server(await keptPort(), { DATABASE_URL: url.href });
    }),
  );
}

/** Whoever has just begun to migrate; nobody, if it was over before it was seen. */
async function holderOf(stage: Stage, servers: readonly Server[]): Promise<Server | undefined> {
  while (!servers.some(({ isListening }) => isListening)) {
    const [holder] = await stage.sql<{ name: string }>(
      "select application_name as name from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and granted",
    );
    if (holder !== undefined) return servers[Number(holder.name)];
    const done = await stage.sql("select from pg_tables where tablename = 'tasks'");
    if (done.length > 0) return undefined;
    await delay(2);
  }
  return undefined;
}

async function isMigratedOnce(stage: Stage): Promise<boolean> {
  const done = await stage.sql<{ name: string }>('select name from mikro_orm_migrations order by id');
  return JSON.stringify(done.map(({ name }) => name)) === JSON.stringify(migrations.map(({ name }) => name));
}
