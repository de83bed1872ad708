import { resolve } from 'node:path';
import type { Config } from '../config/env.ts';
import { HttpServer } from './adapters/http/server.ts';
import { FolderInUse } from './adapters/postgres/embedded/folder-lock.ts';
import { createLog } from './adapters/system/log.ts';
import { compose } from './container.ts';
import { Store } from './ports/store.ts';

/** https://man.openbsd.org/sysexits.3 */
const EX_UNAVAILABLE = 69;
const EX_TEMPFAIL = 75;

/** How long requests may still take when the service stops, in milliseconds. */
const GRACE = 8_000;

/** Serves until a signal says to stop. */
export async function serve(config: Config): Promise<void> {
  const log = createLog(config.logLevel, config.environment);
  const container = compose(config, log);
  const store = container.get(Store);
  const server = container.get(HttpServer);
  await store.open().catch(explain);
  const address = await server.listen(config.port, config.host).catch(explain);
  const stopping = stopOnSignal(async () => {
    log.info('stopping');
    await server.stop(GRACE);
    await store.close();
    log.info('stopped');
  });
  log.info({ address, database: config.database.kind }, 'listening');
  try {
    await store.prepare();
    log.info('ready');
    process.stderr.write(welcome(address, config));
  } catch (error) {
    // A store that is closed while it prepares fails, as it should.
    if (stopping.aborted) return;
    log.fatal({ err: error }, 'cannot use the database');
    process.exit(EX_UNAVAILABLE);
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

/** What people can mend is told to them, without a stack. */
function explain(error: NodeJS.ErrnoException): never {
  const reason =
    error.code === 'EADDRINUSE'
      ? 'The port is in use by another program. Choose another one with PORT.'
      : error.message;
  process.stderr.write(`${reason}\n`);
  process.exit(error instanceof FolderInUse ? EX_TEMPFAIL : EX_UNAVAILABLE);
}

function welcome(address: string, { database }: Config): string {
  const data = {
    memory: () => 'in memory, and gone when this stops',
    embedded: () => resolve((database as { dataDir: string }).dataDir),
    postgres: () => 'in PostgreSQL',
  }[database.kind]();
  const tasks = `${address}/api/3fa85f64-5717-4562-b3fc-2c963f66afa6/tasks`;
  return `
  Taskport serves at ${address}
  Docs    ${address}/docs
  Data    ${data}
  Try     curl ${tasks} -H 'Content-Type: application/json' -d '{"title": "Buy milk"}'

`;
}
