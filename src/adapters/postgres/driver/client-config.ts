import type pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';

/** What node-postgres reads in an address, but for the name of the database: there it leaves `#`, `/` and others encoded. */
export function clientConfig(url: string): pg.ClientConfig {
  return { ...parseIntoClientConfig(url), database: databaseOf(url) };
}

export function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}
