import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../../config/env.ts';
import { MetricsExporter } from '../adapters/http/observability/metrics-exporter.ts';
import { Readiness } from '../adapters/http/observability/readiness.ts';
import { HttpServer } from '../adapters/http/server/http-server.ts';
import { FolderInUse } from '../adapters/postgres/embedded/folder-lock.ts';
import { createLog } from '../adapters/system/log.ts';
import { PurgeExpired } from '../application/changes/purge-expired.ts';
import { compose } from '../container.ts';
import { StoreLifecycle } from '../ports/store-lifecycle.ts';
import { startupBanner } from './startup-banner.ts';
import { TIMEOUTS } from './timeouts.ts';
import { supervisor } from './workers/supervisor.ts';

/** https://man.openbsd.org/sysexits.3 */
const EX_UNAVAILABLE = 69;
const EX_TEMPFAIL = 75;

/** Between two rounds of forgetting what has expired, on average, in milliseconds: not all processes at once. */
const FORGET_INTERVAL = 60 * 60 * 1000;

/** Serves until a signal or the supervisor says to stop. */
export async function serve(config: Config): Promise<void> {
  const log = logOf(config);
  const container = compose(config, log);
  const store = container.get(StoreLifecycle);
  const server = container.get(HttpServer);
  const readiness = container.get(Readiness);
  if (supervisor !== undefined) container.get(MetricsExporter).aggregate(supervisor.peers);
  await store.open().catch(end('DATA_DIR cannot be used'));
  const stopping = stopWhenTold(async () => {
    log.info('stopping');
    await drain(readiness, config.stopDelay);
    await stop(server, store, log);
  });
  const prepare = () => prepareUnless(stopping, readiness, log);
  // Better to say that there is no answer yet than not to listen; but where others answer, nobody is to hear that.
  if (supervisor?.othersServe) await prepare();
  if (stopping.aborted) return;
  const address = await server.listen(config.port, config.host).catch(end('HOST and PORT cannot be used'));
  log.info({ address, database: config.database.kind }, 'listening');
  if (!supervisor?.othersServe) await prepare();
  if (stopping.aborted) return;
  log.info('ready');
  void runRetention(container.get(PurgeExpired), stopping, log);
  if (supervisor === undefined) process.stderr.write(startupBanner(address, config));
  else supervisor.tellReady(address);
}

/** Brings the database to this release's schema, and nothing more. */
export async function migrate(config: Config): Promise<void> {
  const store = compose(config, createLog(config.logLevel, config.environment)).get(StoreLifecycle);
  await store.open().catch(end('DATA_DIR cannot be used'));
  await store.prepare().catch(end('The database cannot be used'));
  await store.close();
}

/** One of several processes has its id in every line. */
function logOf({ logLevel, environment }: Config): Logger {
  const log = createLog(logLevel, environment);
  return supervisor === undefined ? log : log.child({ pid: process.pid });
}

async function prepareUnless(stopping: AbortSignal, readiness: Readiness, log: Logger): Promise<void> {
  try {
    await readiness.prepare();
  } catch (error) {
    // A store that is closed while it prepares fails, as it should.
    if (stopping.aborted) return;
    log.fatal({ err: error }, 'cannot use the database');
    end('The database cannot be used')(error as Error);
  }
}

/**
 * Says that requests had better go elsewhere, and goes on answering them for so many seconds, as whoever sends them has to
 * hear of it first. Nobody is sent here who was not ready, or who is replaced by another. One of several goes on for a moment
 * in any case: clients may wait at the supervisor to be handed over, and nobody else would take them.
 */
async function drain(readiness: Readiness, seconds: number): Promise<void> {
  if (supervisor?.skipDrain.aborted) return;
  readiness.startDraining();
  const wait = Math.max(seconds * 1000, supervisor === undefined ? 0 : TIMEOUTS.linger);
  if (wait === 0 || !readiness.isMigrated) return;
  await delay(wait, undefined, { ...(supervisor && { signal: supervisor.skipDrain }) }).catch(() => {});
}

async function stop(server: HttpServer, store: StoreLifecycle, log: Logger): Promise<void> {
  const cut = await server.stop(supervisor === undefined ? TIMEOUTS.drain : TIMEOUTS.drain - TIMEOUTS.linger);
  if (cut > 0) log.warn({ requests: cut }, 'requests took too long to be waited for');
  const closed = store.close().catch((error) => log.warn({ err: error }, 'the store did not close'));
  await Promise.race([Promise.all([closed, supervisor?.leave()]), delay(TIMEOUTS.close)]);
  log.info('stopped');
}

/** Drops what is kept no longer, for as long as the service runs. */
async function runRetention(purgeExpired: PurgeExpired, stopping: AbortSignal, log: Logger): Promise<void> {
  while (!stopping.aborted) {
    await purgeExpired
      .execute(stopping)
      .catch((error) => log.warn({ err: error }, 'could not forget what has expired'));
    await delay(FORGET_INTERVAL * (0.5 + Math.random()), undefined, { signal: stopping }).catch(() => {});
  }
}

/** What the supervisor says, or the first signal, lets everything that was begun end; a second signal ends everything. */
function stopWhenTold(stop: () => Promise<void>): AbortSignal {
  const stopping = new AbortController();
  const begin = async () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await stop();
    process.exit(0);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    void begin();
  };
  if (supervisor !== undefined) supervisor.onStop(begin);
  else for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
  return stopping.signal;
}

/** Ends the process with what people can mend, and without a stack. */
function end(what: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    process.stderr.write(`${what}: ${error.message}\n`);
    process.exit(error instanceof FolderInUse ? EX_TEMPFAIL : EX_UNAVAILABLE);
  };
}
