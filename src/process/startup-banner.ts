import { resolve } from 'node:path';
import type { Config, DatabaseConfig } from '../../config/env.ts';

/** What to say, once, to whoever has started the service. */
export function startupBanner(address: string, { database }: Config): string {
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
