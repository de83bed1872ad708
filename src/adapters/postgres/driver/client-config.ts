import type pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';

/**
 * Returns the options of `pg` for a database URL. The database's name is decoded here, because `pg` leaves `%23` (`#`),
 * `%2F` (`/`) and others encoded.
 */
export function clientConfig(url: string): pg.ClientConfig {
  return { ...parseIntoClientConfig(url), database: databaseOf(url) };
}

export function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}
