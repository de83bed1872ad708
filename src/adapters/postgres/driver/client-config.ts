import type pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';

/**
 * Returns the options that `pg` reads from a URL. The database's name is decoded here, as `pg` leaves some characters
 * of it encoded, such as `#` and `/`.
 */
export function clientConfig(url: string): pg.ClientConfig {
  return { ...parseIntoClientConfig(url), database: databaseOf(url) };
}

export function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}
