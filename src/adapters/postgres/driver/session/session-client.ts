import type { Duplex } from 'node:stream';
import pg from 'pg';
import { ConnectError, UnfitDatabase } from './connect-error.ts';
import type { Facts } from './settings.ts';

export interface SessionConfig extends pg.ClientConfig {
  /** The first statement; see {@link SESSION}. */
  readonly session: string;
}

/** What the driver's connection has, of which its types say nothing. */
interface Attachable {
  attachListeners(stream: Pick<Duplex, 'on'>): void;
}

/** A connection to a primary server whose session is set up before anything else is asked there. */
export class SessionClient extends pg.Client {
  readonly #session: string;

  constructor(config: SessionConfig) {
    super(config);
    this.#session = config.session;
    closeOnNonsense(this.connection);
    // Whoever runs a statement is told by that.
    this.on('error', () => {});
  }

  /** @throws ConnectError */
  override connect(): Promise<this>;
  override connect(callback: (error: Error | undefined) => void): void;
  override connect(callback?: (error: Error | undefined) => void): Promise<this> | undefined {
    const opened = this.open();
    if (callback === undefined) return opened.then(() => this);
    opened.then(() => callback(undefined), callback);
    return undefined;
  }

  protected async open(): Promise<void> {
    try {
      await super.connect();
      await this.setUp();
    } catch (error) {
      // The driver leaves it to the server to hang up, which need not be one of PostgreSQL's.
      this.connection.stream.destroy();
      throw new ConnectError(error as Error);
    }
  }

  /** Makes the session's settings, again if somebody has reset them. */
  protected async setUp(): Promise<void> {
    const { rows } = await super.query<Facts>(this.#session);
    const { encoding, is_in_recovery } = rows[0] as Facts;
    if (encoding !== 'UTF8') throw new UnfitDatabase(wrongEncoding(encoding, this.database));
    if (is_in_recovery) throw new Error('the server is in recovery: it can be read, and not be written to');
  }
}

/** Closes a connection on which something comes that the driver cannot read: not even PostgreSQL need be there. */
function closeOnNonsense(connection: pg.Connection): void {
  const attachable = connection as unknown as Attachable;
  const attach = attachable.attachListeners.bind(connection);
  attachable.attachListeners = (stream) => {
    const on = (event: string, listener: (chunk: Buffer) => void) =>
      stream.on(event, (chunk) => {
        try {
          listener(chunk);
        } catch (error) {
          connection.stream.destroy(error as Error);
        }
      });
    attach({ on } as Pick<Duplex, 'on'>);
  };
}

function wrongEncoding(encoding: string, database = ''): string {
  const name = pg.escapeIdentifier(database);
  return (
    `the database ${name} has the encoding ${encoding}, and not every text fits into that. Make one that has UTF8: ` +
    `create database … encoding 'UTF8' template template0`
  );
}
