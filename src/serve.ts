import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config, DatabaseConfig } from '../config/env.ts';
import { HttpServer } from './adapters/http/server.ts';
import { FolderInUse } from './adapters/postgres/embedded/folder-lock.ts';
import { createLog } from './adapters/system/log.ts';
import { ForgetExpired } from './application/forget-expired.ts';
import { compose } from './container.ts';
import { Store } from './ports/store.ts';

/** https://man.openbsd.org/sysexits.3 */
const EX_UNAVAILABLE = 69;
const EX_TEMPFAIL = 75;

/** When the service stops: how long requests may still take, and how long the store may take after them, in milliseconds. */
const GRACE = { requests: 8_000, store: 2_000 };

/** Between two rounds of forgetting what has expired, on average, in milliseconds: not all processes at once. */
const FORGET_INTERVAL = 60 * 60 * 1000;

/** Serves until a signal says to stop. */
export async function serve(config: Config): Promise<void> {
  const log = createLog(config.logLevel, config.environment);
  const container = compose(config, log);
  const store = container.get(Store);
  const server = container.get(HttpServer);
  await store.open().catch(end('DATA_DIR cannot be used'));
  const address = await server.listen(config.port, config.host).catch(end('HOST and PORT cannot be used'));
  const stopping = stopOnSignal(async () => {
    log.info('stopping');
    const cut = await server.stop(GRACE.requests);
    if (cut > 0) log.warn({ requests: cut }, 'requests took too long to be waited for');
    const closed = store.close().catch((error) => log.warn({ err: error }, 'the store did not close'));
    await Promise.race([closed, delay(GRACE.store)]);
    log.info('stopped');
  });
  log.info({ address, database: config.database.kind }, 'listening');
  try {
    await store.prepare();
    log.info('ready');
    void forgetNowAndThen(container.get(ForgetExpired), stopping, log);
    process.stderr.write(welcome(address, config));
  } catch (error) {
    // A store that is closed while it prepares fails, as it should.
    if (stopping.aborted) return;
    log.fatal({ err: error }, 'cannot use the database');
    end('The database cannot be used')(error as Error);
  }
}

/** Brings the database to this release's schema, and nothing more. */
export async function migrate(config: Config): Promise<void> {
  const store = compose(config, createLog(config.logLevel, config.environment)).get(Store);
  await store.open().catch(end('DATA_DIR cannot be used'));
  await store.prepare().catch(end('The database cannot be used'));
  await store.close();
}

/** Drops what is kept no longer, for as long as the service runs. */
async function forgetNowAndThen(forgetExpired: ForgetExpired, stopping: AbortSignal, log: Logger): Promise<void> {
  while (!stopping.aborted) {
    await forgetExpired
      .execute(stopping)
      .catch((error) => log.warn({ err: error }, 'could not forget what has expired'));
    await delay(FORGET_INTERVAL * (0.5 + Math.random()), undefined, { signal: stopping }).catch(() => {});
  }
}

/** The first signal lets everything that was begun end; the second ends everything. Returns whether there was one. */
function stopOnSignal(stop: () => Promise<void>): AbortSignal {
  const stopping = new AbortController();
  const onSignal = async (signal: NodeJS.Signals) => {
    if (stopping.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    stopping.abort();
    await stop();
    process.exit(0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return stopping.signal;
}

/** Ends the process with what people can mend, and without a stack. */
function end(what: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    process.stderr.write(`${what}: ${error.message}\n`);
    process.exit(error instanceof FolderInUse ? EX_TEMPFAIL : EX_UNAVAILABLE);
  };
}

function welcome(address: string, { database }: Config): string {
  // Every address of the machine is no address to go to.
  const here = address.replace(/\/\/(0\.0\.0\.0|\[::\]):/, '//127.0.0.1:');
  const tasks = `${here}/api/3fa85f64-5717-4562-b3fc-2c963f66afa6/tasks`;
  return `
  Taskport serves at ${here}
  Docs    ${here}/docs
  Data    ${whereIs(database)}
  Try     curl ${tasks} -H 'Content-Type: application/json' -d '{"title": "Buy milk"}'

`;
}

function whereIs(database: DatabaseConfig): string {
  if (database.kind === 'memory') return 'in memory, and gone when this stops';
  return database.kind === 'embedded' ? resolve(database.dataDir) : 'in PostgreSQL';
}
