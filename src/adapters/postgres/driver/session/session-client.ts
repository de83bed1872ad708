import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { PgConnectionInternals } from '../pg-internals.ts';
import { ConnectError, UnfitDatabase } from './connect-error.ts';
import type { ServerFacts } from './settings.ts';

export interface SessionConfig extends pg.ClientConfig {
  /** The first statement of the session, which applies the session settings; see {@link SESSION}. */
  readonly session: string;
}

/**
 * A connection to a primary server, which applies the session settings when it opens. It also works with a version of
 * `pg` whose internals have changed.
 */
export class SessionClient extends pg.Client {
  readonly #session: string;
  readonly #internals: Partial<PgConnectionInternals>;

  constructor(config: SessionConfig) {
    super(config);
    this.#session = config.session;
    this.#internals = (this.connection ?? {}) as unknown as Partial<PgConnectionInternals>;
    disconnectOnMalformedMessage(this, this.#internals);
    // Without a listener an `error` event would end the process. The statement in flight fails with the same error.
    this.on('error', () => {});
  }

  /** @throws ConnectError if the server cannot be reached, is in recovery, or has an encoding other than UTF8 */
  override connect(): Promise<this>;
  override connect(callback: (error: Error | undefined) => void): void;
  override connect(callback?: (error: Error | undefined) => void): Promise<this> | undefined {
    const opened = this.open();
    if (callback === undefined) return opened.then(() => this);
    opened.then(() => callback(undefined), callback);
    return undefined;
  }

  /** Closes the socket at once. If the installed `pg` lacks the internals for that, calls `end()` instead. */
  disconnect(error?: Error): void {
    if (this.#internals.stream === undefined) void this.end();
    else this.#internals.stream.destroy(error);
  }

  protected async open(): Promise<void> {
    try {
      await super.connect();
      await this.setUp();
    } catch (error) {
      // `pg` waits for the server to close the connection, but a server that is not PostgreSQL may never do so.
      this.disconnect();
      throw new ConnectError(error as Error);
    }
  }

  /** Applies the session settings: when the connection opens, and again if someone has reset the session. */
  protected async setUp(): Promise<void> {
    const { rows } = await super.query<ServerFacts>(this.#session);
    const { encoding, is_in_recovery } = rows[0] as ServerFacts;
    if (encoding !== 'UTF8') throw new UnfitDatabase(wrongEncoding(encoding, this.database));
    if (is_in_recovery)
      throw new Error('the server is in recovery, so it is read-only: connect to the primary, or promote it');
  }
}

/**
 * Disconnects when `pg` cannot parse a message of the server. Otherwise the exception of its parser would end the
 * process. Does nothing if the installed `pg` lacks `attachListeners`.
 */
function disconnectOnMalformedMessage(client: SessionClient, internals: Partial<PgConnectionInternals>): void {
  const attach = internals.attachListeners?.bind(internals);
  if (attach === undefined) return;
  internals.attachListeners = (stream) => {
    const on = (event: string, listener: (chunk: Buffer) => void) =>
      stream.on(event, (chunk) => {
        try {
          listener(chunk);
        } catch (error) {
          client.disconnect(error as Error);
        }
      });
    attach({ on } as Pick<Duplex, 'on'>);
  };
}

function wrongEncoding(encoding: string, database = ''): string {
  const name = pg.escapeIdentifier(database);
  return (
    `the database ${name} has the encoding ${encoding}, which cannot store every text. Create one with UTF8: ` +
    `create database … encoding 'UTF8' template template0`
  );
}
