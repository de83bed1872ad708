import { readFileSync } from 'node:fs';
import { migratePostgres } from '../../src/adapters/postgres/migrate.ts';
import { administer } from '../../test/support/postgres.ts';
import type { Place } from '../load/operations.ts';

export type RivalName = 'taskport' | 'baseline';

/** How a server is started, what it keeps, and how it is asked for a page. */
interface Kind {
  readonly script: string;
  readonly tables: readonly string[];
  readonly hasLog: boolean;
  readonly cursors: Place['cursors'];
  readonly environment: Readonly<Record<string, string>>;
  migrate(url: string): Promise<unknown>;
}

/** The servers that there are to measure. */
export const KINDS: Readonly<Record<RivalName, Kind>> = {
  taskport: {
    script: 'src/main.ts',
    tables: ['tasks', 'counters', 'changes', 'idempotency_keys'],
    hasLog: true,
    cursors: 'opaque',
    // Nothing that was put there is so old that it would be forgotten meanwhile.
    environment: { LOG_LEVEL: 'info', ENVIRONMENT: 'production', RETENTION_DAYS: '99999', HOST: '127.0.0.1' },
    migrate: migratePostgres,
  },
  baseline: {
    script: 'bench/baseline/server.ts',
    tables: ['tasks'],
    hasLog: false,
    cursors: 'plain',
    environment: { NODE_ENV: 'production' },
    migrate: (url) => administer(url, readFileSync('bench/baseline/schema.sql', 'utf8')),
  },
};
