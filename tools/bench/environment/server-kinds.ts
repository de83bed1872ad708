import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { RequestTarget } from '../../support/load/requests/operations.ts';
import { administer } from '../../support/machine/administer.ts';
import type { Databases } from './databases.ts';
import type { MeasuredStore } from './measured-store.ts';
import { PostgresStore } from './postgres-store.ts';
import { SqliteStore } from './sqlite-store.ts';

const run = promisify(execFile);

/** Taskport on PostgreSQL, Taskport on SQLite, and a simple server on PostgreSQL to compare Taskport with. */
export type ServerName = 'taskport' | 'sqlite' | 'baseline';

/** A kind of server: the command that starts it, its store, and the format of its pagination cursors. */
interface Kind {
  readonly command: readonly [program: string, ...args: string[]];
  readonly cursors: RequestTarget['cursors'];
  readonly environment: Readonly<Record<string, string>>;
  /** True if the latency of the server's liveness probe is measured during every load. */
  readonly isProbed: boolean;
  openStore(databases: Databases): Promise<MeasuredStore>;
}

const TASKPORT = {
  command: ['sh', 'scripts/serve'],
  cursors: 'opaque',
  // The benchmark's data has old dates. With the default retention, the service would purge it.
  environment: { LOG_LEVEL: 'info', ENVIRONMENT: 'production', RETENTION_DAYS: '99999', HOST: '127.0.0.1' },
} as const;

/** The servers that can be measured. */
export const KINDS: Readonly<Record<ServerName, Kind>> = {
  taskport: {
    ...TASKPORT,
    environment: { ...TASKPORT.environment, ...(process.env.WORKERS && { WORKERS: process.env.WORKERS }) },
    isProbed: false,
    openStore: (databases) =>
      PostgresStore.open(databases, 'taskport', {
        tables: ['tasks', 'counters', 'changes', 'idempotency_keys'],
        hasLog: true,
        migrate: (url) => run(process.execPath, ['src/main.ts', 'migrate'], { env: { DATABASE_URL: url } }),
      }),
  },
  sqlite: { ...TASKPORT, isProbed: true, openStore: async () => new SqliteStore() },
  baseline: {
    command: [process.execPath, 'tools/bench/baseline/server.ts'],
    cursors: 'plain',
    environment: { NODE_ENV: 'production' },
    isProbed: false,
    openStore: (databases) =>
      PostgresStore.open(databases, 'baseline', {
        tables: ['tasks'],
        hasLog: false,
        migrate: (url) => administer(url, readFileSync('tools/bench/baseline/schema.sql', 'utf8')),
      }),
  },
};
