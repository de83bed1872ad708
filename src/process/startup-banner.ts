import { resolve } from 'node:path';
import type { Config, DatabaseConfig } from '../../config/env.ts';

/** Returns the text that greets the user when the service is ready. */
export function startupBanner(address: string, { database }: Config): string {
  // A client cannot connect to 0.0.0.0 or [::], which stand for every address of the machine.
  const url = address.replace(/\/\/(0\.0\.0\.0|\[::\]):/, '//127.0.0.1:');
  const tasks = `${url}/api/3fa85f64-5717-4562-b3fc-2c963f66afa6/tasks`;
  return `
  Taskport serves at ${url}
  Docs    ${url}/docs
  Data    ${locationOf(database)}
  Try     curl ${tasks} -H 'Content-Type: application/json' -d '{"title": "Buy milk"}'

`;
}

function locationOf(database: DatabaseConfig): string {
  if (database.kind === 'memory') return 'in memory, and lost when the process ends';
  return database.kind === 'sqlite' ? resolve(database.dataDir) : 'in PostgreSQL';
}
