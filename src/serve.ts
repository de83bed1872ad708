import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../config/env.ts';
import { HttpServer } from './adapters/http/server.ts';
import { Exposition } from './adapters/http/watching/exposition.ts';
import { Readiness } from './adapters/http/watching/readiness.ts';
import { FolderInUse } from './adapters/postgres/embedded/folder-lock.ts';
import { createLog } from './adapters/system/log.ts';
import { ForgetExpired } from './application/forget-expired.ts';
import { compose } from './container.ts';
import { LIMITS } from './limits.ts';
import { Store } from './ports/store.ts';
import { supervisor } from './supervision/supervisor.ts';
import { welcome } from './welcome.ts';

/** https://man.openbsd.org/sysexits.3 */
const EX_UNAVAILABLE = 69;
const EX_TEMPFAIL = 75;

/** Between two rounds of forgetting what has expired, on average, in milliseconds: not all processes at once. */
const FORGET_INTERVAL = 60 * 60 * 1000;

/** Serves until a signal or the supervisor says to stop. */
export async function serve(config: Config): Promise<void> {
  const log = logOf(config);
  const container = compose(config, log);
  const store = container.get(Store);
  const server = container.get(HttpServer);
  const readiness = container.get(Readiness);
  if (supervisor !== undefined) container.get(Exposition).speakFor(supervisor.peers);
  await store.open().catch(end('DATA_DIR cannot be used'));
  const stopping = stopWhenTold(async () => {
    log.info('stopping');
    await sendAway(readiness, config.stopDelay);
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
  void forgetNowAndThen(container.get(ForgetExpired), stopping, log);
  if (supervisor === undefined) process.stderr.write(welcome(address, config));
  else supervisor.tellReady(address);
}

/** Brings the database to this release's schema, and nothing more. */
export async function migrate(config: Config): Promise<void> {
  const store = compose(config, createLog(config.logLevel, config.environment)).get(Store);
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
async function sendAway(readiness: Readiness, seconds: number): Promise<void> {
  if (supervisor?.dismissed.aborted) return;
  readiness.leave();
  const wait = Math.max(seconds * 1000, supervisor === undefined ? 0 : LIMITS.linger);
  if (wait === 0 || !readiness.isMigrated) return;
  await delay(wait, undefined, { ...(supervisor && { signal: supervisor.dismissed }) }).catch(() => {});
}

async function stop(server: HttpServer, store: Store, log: Logger): Promise<void> {
  const cut = await server.stop(supervisor === undefined ? LIMITS.drain : LIMITS.drain - LIMITS.linger);
  if (cut > 0) log.warn({ requests: cut }, 'requests took too long to be waited for');
  const closed = store.close().catch((error) => log.warn({ err: error }, 'the store did not close'));
  await Promise.race([Promise.all([closed, supervisor?.leave()]), delay(LIMITS.close)]);
  log.info('stopped');
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
