import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { serialize } from 'pg-protocol';

/** How a column of an answer is read. */
export interface Column {
  readonly name: string;
  parse(text: string): unknown;
}

/** What a statement may be given: what its text says all of. */
export type Parameter = string | number | boolean | null | undefined;

/** What the driver's connection has, of which its types say little. */
interface PgConnectionInternals {
  readonly stream: Duplex;
  /** By their names. */
  readonly parsedStatements: Record<string, string>;
}

/** Whatever was bound is executed, and the answer is ready when all of it is done. */
const EXECUTE_AND_SYNC = Buffer.concat([serialize.execute(), serialize.sync()]);

/** The driver's client, and what the statements that were run there answer with, by their names. */
interface Client {
  readonly columns: Map<string, readonly Column[]>;
  readonly getTypeParser: pg.ClientBase['getTypeParser'];
}

type Callback<Row> = (error: Error | null, rows: Row[]) => void;

/**
 * One execution of a prepared statement
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY). Only the first on a connection asks
 * what columns there are: the driver's own way asks each time, and then takes longer to make ready for a row than to read it.
 */
export class PreparedQuery<Row> implements pg.Submittable {
  readonly name: string;
  readonly text: string;
  /** The driver puts another in its place, to have its timer stopped. */
  callback: Callback<Row>;
  /** Whether the statement had been prepared on this connection before. */
  wasPrepared = false;
  readonly #client: Client;
  #wire: PgConnectionInternals | undefined;
  #values: readonly Parameter[];
  #rows: Row[] = [];
  #read: readonly Column[] | undefined;

  constructor(client: Client, name: string, text: string, values: readonly Parameter[], callback: Callback<Row>) {
    this.name = name;
    this.text = text;
    this.callback = callback;
    this.#client = client;
    this.#values = values;
  }

  submit(connection: pg.Connection): void {
    const { name, text } = this;
    const wire = connection as unknown as PgConnectionInternals;
    this.#wire = wire;
    this.#read = this.#client.columns.get(name);
    this.wasPrepared = wire.parsedStatements[name] !== undefined;
    const messages = [serialize.bind({ statement: name, values: this.#values.map(toText) }), EXECUTE_AND_SYNC];
    if (this.#read === undefined) messages.unshift(serialize.describe({ type: 'S', name }));
    // Closed first: it may be outdated, or left there by whoever a pooler has lent the session to before.
    if (!this.wasPrepared) messages.unshift(serialize.close({ type: 'S', name }), serialize.parse({ name, text }));
    // What has been closed meanwhile says so itself.
    if (wire.stream.writable) wire.stream.write(Buffer.concat(messages));
  }

  /** Has the statement prepared anew, and its columns described, by the next execution on this connection. */
  forget(): void {
    delete this.#wire?.parsedStatements[this.name];
    this.#client.columns.delete(this.name);
  }

  handleRowDescription({ fields }: { readonly fields: readonly pg.FieldDef[] }): void {
    const parserOf = (oid: number) => this.#client.getTypeParser(oid, 'text');
    this.#read = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }));
    this.#client.columns.set(this.name, this.#read);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    const columns = this.#read as readonly Column[];
    for (let place = 0; place < columns.length; place++) {
      const { name, parse } = columns[place] as Column;
      const text = fields[place] as string | null;
      row[name] = text === null ? null : parse(text);
    }
    this.#rows.push(row as Row);
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.#end(error);
  }

  handleReadyForQuery(): void {
    this.#end(null);
  }

  /** Lets go of what may be large in it: V8 is seen to keep an execution itself until the next full collection. */
  #end(error: Error | null): void {
    const rows = this.#rows;
    this.#rows = [];
    this.#values = [];
    this.callback(error, rows);
  }
}

function toText(value: Parameter): string | null {
  return value === undefined || value === null ? null : String(value);
}
