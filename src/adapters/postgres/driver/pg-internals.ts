import type { Duplex } from 'node:stream';
import pg from 'pg';
import * as protocol from 'pg-protocol';

/** The fields of a `pg` connection that TypeScript's types of `pg` do not declare. */
export interface PgConnectionInternals {
  readonly stream: Duplex;
  /** The SQL texts of the prepared statements, by name. */
  readonly parsedStatements: Record<string, string>;
  attachListeners(stream: Pick<Duplex, 'on'>): void;
}

/** The internals of `pg` and `pg-protocol` that prepared queries need, by their path, with their type. */
const INTERNALS: Readonly<Record<string, 'function' | 'object'>> = {
  'client.connection.attachListeners': 'function',
  'client.connection.parsedStatements': 'object',
  'client.connection.stream': 'object',
  'client.getTransactionStatus': 'function',
  'client.getTypeParser': 'function',
  'protocol.serialize.bind': 'function',
  'protocol.serialize.close': 'function',
  'protocol.serialize.describe': 'function',
  'protocol.serialize.execute': 'function',
  'protocol.serialize.parse': 'function',
  'protocol.serialize.sync': 'function',
};

/** Returns the paths of the internals that the installed `pg` lacks. Needs no connection. */
export function missingInternals(): string[] {
  // The client has TLS on: without TLS, its constructor throws if PGSSLNEGOTIATION=direct is set.
  const client = new pg.Client({ ssl: true });
  const missing = Object.keys(INTERNALS).filter(
    (path) => typeof valueAt({ client, protocol }, path) !== INTERNALS[path],
  );
  return takesSubmittable(client) ? missing : [...missing, 'client.query(submittable)'];
}

function valueAt(root: unknown, path: string): unknown {
  return path.split('.').reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);
}

/** Returns whether `client.query()` accepts a query object, and puts the same object into its queue. */
function takesSubmittable(client: pg.Client): boolean {
  const submittable: pg.Submittable = { submit() {} };
  return client.query(submittable) === submittable;
}
