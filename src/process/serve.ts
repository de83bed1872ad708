import { setTimeout as delay } from 'node:timers/promises';
import { isatty } from 'node:tty';
import type { Logger } from 'pino';
import { ConfigError } from '../../config/config-error.ts';
import type { Config } from '../../config/env.ts';
import { MetricsExporter } from '../adapters/http/observability/metrics-exporter.ts';
import { Readiness } from '../adapters/http/observability/readiness.ts';
import { isPageBuilt } from '../adapters/http/page/built-page.ts';
import { HttpServer } from '../adapters/http/server/http-server.ts';
import { createLog } from '../adapters/system/log.ts';
import { compose } from '../container.ts';
import { IssuerKeys } from '../credentials.ts';
import { type Purge, Purges } from '../persistence/module.ts';
import { StoreLifecycle } from '../ports/store-lifecycle.ts';
import { exitBecause } from './exit-because.ts';
import { startupBanner } from './startup-banner.ts';
import { keepTickObject } from './tick-object.ts';
import { TIMEOUTS } from './timeouts.ts';
import { collectGarbageOfStart } from './v8-flags.ts';
import { primary } from './workers/primary-link.ts';

// serving ──SIGTERM, SIGINT──▶ draining ──▶ stopping ──▶ closing ──▶ exit 0
//
// draining   /readyz answers 503, requests are still served STOP_DELAY seconds, in a worker at least 1
// stopping   takes no connections, closes idle ones         1 s for new requests, 8 s for requests in flight
// closing    closes the store and the primary's IPC channel 2 s
//
// A second signal ends the process at once. A worker also stops, without draining, when the primary process retires it
// or has ended.

/** The mean time between two purges, in ms. The time is random, so that processes do not all purge at once. */
const PURGE_INTERVAL_MS = 60 * 60 * 1000;

/** Runs the HTTP service in this process until a signal or the primary process stops it. */
export async function serve(config: Config): Promise<void> {
  const log = logOf(config);
  const container = await compose(config, log);
  const store = container.get(StoreLifecycle);
  const server = container.get(HttpServer);
  const readiness = container.get(Readiness);
  if (container.isBound(IssuerKeys)) container.get(IssuerKeys).start();
  if (primary !== undefined) container.get(MetricsExporter).aggregate(primary.peers);
  await store.open().catch(exitBecause('DATA_DIR cannot be used'));
  const stopping = onStop(async () => {
    log.info('stopping');
    await drain(readiness, config.stopDelay);
    await stop(server, store, log);
  });
  const prepare = () => prepareUnless(stopping, readiness, log);
  // A single process listens at once, and answers 503 until the store is ready. A worker listens only when the store is
  // ready, if other workers can take the connections.
  if (primary?.othersServe) await prepare();
  if (stopping.aborted) return;
  renewOnHangUp(config, server, log);
  const address = await server.listen(config.port, config.host).catch(exitBecause('HOST and PORT cannot be used'));
  log.info({ address, database: config.database.kind }, 'listening');
  if (!primary?.othersServe) await prepare();
  if (stopping.aborted) return;
  log.info('ready');
  if (!isPageBuilt()) log.warn('the page at /app/ is not built: run "make page", and start again');
  void runRetention(container.getAll(Purges), stopping, log);
  keepTickObject();
  collectGarbageOfStart();
  if (primary === undefined) process.stderr.write(startupBanner(address, config));
  else primary.sendReady(address);
}

/**
 * Reads the TLS certificate again on SIGHUP. Workers ignore SIGHUP, because the primary process replaces them. On a
 * terminal, SIGHUP means that the terminal was closed, and ends the process.
 */
function renewOnHangUp({ tls }: Config, server: HttpServer, log: Logger): void {
  if (tls === undefined || primary !== undefined || isatty(1)) return;
  process.on('SIGHUP', () => {
    try {
      server.renewCertificate();
      log.info('renewed the certificate');
    } catch (error) {
      log.error({ err: error }, 'cannot renew the certificate: the old one stays');
    }
  });
}

/** Migrates the database to the schema of this release. If `distribute` is true, also shards its tables by user. */
export async function migrate(config: Config, options: { readonly distribute?: boolean } = {}): Promise<void> {
  const { distribute = false } = options;
  const { database, shardedByUser } = config;
  if (distribute && database.kind !== 'postgres')
    throw new ConfigError('DATABASE_URL must name a PostgreSQL server with Citus to distribute tables');
  const log = createLog(config.logLevel, config.environment);
  // The tables may be sharded already. Only the repository for sharded databases accepts such tables.
  const container = await compose({ ...config, shardedByUser: shardedByUser || distribute }, log);
  const store = container.get(StoreLifecycle);
  await store.open().catch(exitBecause('DATA_DIR cannot be used'));
  await store.prepare().catch(exitBecause('The database cannot be used'));
  await store.close();
  if (!distribute || database.kind !== 'postgres') return;
  const distribution = await import('../adapters/postgres/sharded/distribution.ts');
  const added = await distribution.distribute(database.url).catch(exitBecause('The tables cannot be distributed'));
  process.stdout.write(
    added.length === 0 ? 'All tables were distributed already\n' : `Distributed ${added.join(', ')}\n`,
  );
}

/** Returns the logger of this process. In a worker, each line has the process id. */
function logOf({ logLevel, environment }: Config): Logger {
  const log = createLog(logLevel, environment);
  return primary === undefined ? log : log.child({ pid: process.pid });
}

async function prepareUnless(stopping: AbortSignal, readiness: Readiness, log: Logger): Promise<void> {
  try {
    await readiness.prepare();
  } catch (error) {
    // During shutdown, `prepare` fails because the store is closed.
    if (stopping.aborted) return;
    log.fatal({ err: error }, 'cannot use the database');
    exitBecause('The database cannot be used')(error as Error);
  }
}

/**
 * Fails the readiness probe, but still serves requests for `seconds`, so that load balancers stop sending requests. A
 * process that was never ready does not wait. A worker waits at least TIMEOUTS.linger, because the primary process may
 * still send it connections.
 */
async function drain(readiness: Readiness, seconds: number): Promise<void> {
  if (primary?.skipDrain.aborted) return;
  readiness.startDraining();
  const wait = Math.max(seconds * 1000, primary === undefined ? 0 : TIMEOUTS.linger);
  if (wait === 0 || !readiness.isMigrated) return;
  await delay(wait, undefined, { ...(primary && { signal: primary.skipDrain }) }).catch(() => {});
}

async function stop(server: HttpServer, store: StoreLifecycle, log: Logger): Promise<void> {
  const cut = await server.stop(primary === undefined ? TIMEOUTS.drain : TIMEOUTS.drain - TIMEOUTS.linger);
  if (cut > 0) log.warn({ requests: cut }, 'requests in flight were cut off');
  const closed = store.close().catch((error) => log.warn({ err: error }, 'cannot close the store'));
  await Promise.race([Promise.all([closed, primary?.disconnect()]), delay(TIMEOUTS.close)]);
  log.info('stopped');
}

async function runRetention(purges: readonly Purge[], stopping: AbortSignal, log: Logger): Promise<void> {
  while (!stopping.aborted) {
    for (const purge of purges)
      await purge.execute(stopping).catch((error) => log.warn({ err: error }, 'cannot purge what has expired'));
    await delay(PURGE_INTERVAL_MS * (0.5 + Math.random()), undefined, { signal: stopping }).catch(() => {});
  }
}

/** Runs `stop` on the first SIGTERM, SIGINT or stop message, then exits. Returns a signal that aborts before `stop`. */
function onStop(stop: () => Promise<void>): AbortSignal {
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
  if (primary !== undefined) primary.onStop(begin);
  else for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
  return stopping.signal;
}
