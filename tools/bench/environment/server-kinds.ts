import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { RequestTarget } from '../../support/load/requests/operations.ts';
import { administer } from '../../support/machine/administer.ts';

const run = promisify(execFile);

export type ServerName = 'taskport' | 'baseline';

/** How a server is started, which tables it has, and how its cursors look. */
interface Kind {
  readonly command: readonly [program: string, ...args: string[]];
  readonly tables: readonly string[];
  readonly hasLog: boolean;
  readonly cursors: RequestTarget['cursors'];
  readonly environment: Readonly<Record<string, string>>;
  migrate(url: string): Promise<unknown>;
}

/** The servers that can be measured. */
export const KINDS: Readonly<Record<ServerName, Kind>> = {
  taskport: {
    command: ['sh', 'scripts/serve'],
    tables: ['tasks', 'counters', 'changes', 'idempotency_keys'],
    hasLog: true,
    cursors: 'opaque',
    // The inserted changes are older than the default retention, which would delete them.
    environment: { LOG_LEVEL: 'info', ENVIRONMENT: 'production', RETENTION_DAYS: '99999', HOST: '127.0.0.1' },
    migrate: (url) => run(process.execPath, ['src/main.ts', 'migrate'], { env: { DATABASE_URL: url } }),
  },
  baseline: {
    command: [process.execPath, 'tools/bench/baseline/server.ts'],
    tables: ['tasks'],
    hasLog: false,
    cursors: 'plain',
    environment: { NODE_ENV: 'production' },
    migrate: (url) => administer(url, readFileSync('tools/bench/baseline/schema.sql', 'utf8')),
  },
};
