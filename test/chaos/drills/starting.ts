import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { migrations } from '../../../src/adapters/postgres/migrations/list.ts';
import { keptPort } from '../stage/kept-port.ts';
import { Server } from '../stage/server.ts';
import type { Drill } from './drill.ts';
import { ms } from './verdict.ts';

const ROUNDS = 20;
const INSTANCES = 5;

export const migratedTogether: Drill = {
  id: 'F13',
  name: 'migrated-together',
  promise:
    'Any number of processes that start at once migrate the database once; if the one that does it is killed, another does',
  bound: '20 rounds of 5: each migration once; 5 rounds in which the holder is killed: ready ≤ 5 s after that',
  startsItself: true,
  async run(stage, verdict) {
    const names = migrations.map(({ name }) => name);
    let wrong = 0;
    let slowest = 0;
    for (let round = 0; round < ROUNDS; round++) {
      stage.databaseName = `round_${round}`;
      await stage.createDatabase();
      const url = stage.database;
      const servers = await Promise.all(
        Array.from({ length: INSTANCES }, async () => new Server(await keptPort(), { DATABASE_URL: url })),
      );
      if (round % 4 === 3) {
        const holder = await holderOf(
          () => stage.sql("select 1 from pg_locks where locktype = 'advisory' and granted"),
          servers,
        );
        await holder?.end('SIGKILL');
        const begun = performance.now();
        await Promise.all(servers.filter((server) => server !== holder).map((server) => server.ready()));
        slowest = Math.max(slowest, performance.now() - begun);
      } else await Promise.all(servers.map((server) => server.ready()));
      const done = await stage.sql<{ name: string }>('select name from mikro_orm_migrations order by id');
      if (JSON.stringify(done.map(({ name }) => name)) !== JSON.stringify(names)) wrong++;
      await Promise.all(servers.filter(({ hasEnded }) => !hasEnded).map((server) => server.end('SIGKILL')));
    }
    verdict.note(`${ROUNDS - wrong} of ${ROUNDS} rounds migrated once`, wrong === 0);
    verdict.note(`with one killed, the others ready in ${ms(slowest)} at most`, slowest <= 5000);
  },
};

/** Whoever migrates just now, or any, if nobody is seen to: it is over soon. */
async function holderOf(look: () => Promise<object[]>, servers: readonly Server[]): Promise<Server | undefined> {
  for (let time = 0; time < 200 && (await look()).length === 0; time++) await delay(5);
  return servers[0];
}

export const databaseLate: Drill = {
  id: 'F21',
  name: 'database-late',
  promise: 'A database that is away when the service starts is waited for',
  bound: 'the process stays, answers 503 meanwhile, and is ready ≤ 2 s after the database appears',
  startsItself: true,
  async run(stage, verdict) {
    await stage.postgres.end('SIGQUIT');
    const server = stage.raise();
    await server.listening();
    await delay(2000);
    const { status } = await stage.caller.call({ path: '/health' });
    verdict.note(`${status} meanwhile`, status === 503);
    await stage.postgres.start();
    const begun = performance.now();
    await server.ready();
    const took = performance.now() - begun;
    verdict.note(`ready ${ms(took)} after it appears`, took <= 2000);
  },
};

export const configurationWrong: Drill = {
  id: 'F22',
  name: 'configuration-wrong',
  promise: 'A wrong configuration ends it at once, with one message that names every mistake and no secret',
  bound: 'exit 78 in ≤ 500 ms',
  startsItself: true,
  async run(_stage, verdict) {
    const environment = {
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      WORKERS: 'many',
    };
    const times: number[] = [];
    for (let time = 0; time < 5; time++) {
      const begun = performance.now();
      const child = spawn(process.execPath, ['src/main.ts'], { env: { PATH: process.env.PATH, ...environment } });
      const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      times.push(performance.now() - begun);
      verdict.deny(`ended with ${status}`, status !== 78);
      const unnamed = Object.keys(environment).filter((name) => !said.includes(name));
      verdict.deny(`did not name ${unnamed.join(', ')}`, unnamed.length > 0);
      verdict.deny('told a secret', said.includes('hunter2'));
    }
    const median = times.toSorted((a, b) => a - b)[2] as number;
    verdict.note(`exit 78 in ${ms(median)} at the median`, median <= 500);
  },
};
