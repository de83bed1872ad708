import { readFileSync } from 'node:fs';
import { migratePostgres } from '../../../src/adapters/postgres/migrations/migrate.ts';
import type { Place } from '../../load/operations.ts';
import { administer } from '../../support/machine/administer.ts';

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
    script: 'tools/bench/baseline/server.ts',
    tables: ['tasks'],
    hasLog: false,
    cursors: 'plain',
    environment: { NODE_ENV: 'production' },
    migrate: (url) => administer(url, readFileSync('tools/bench/baseline/schema.sql', 'utf8')),
  },
};
