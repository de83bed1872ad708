import type pg from 'pg';
// Imported as a namespace: if an export is missing, the module still loads, and missingInternals() reports it.
import * as protocol from 'pg-protocol';
import type { PgConnectionInternals } from './pg-internals.ts';

/** A column of the rows that a statement returns. */
export interface Column {
  readonly name: string;
  parse(text: string): unknown;
}

/** A value for a parameter of a statement. It is sent as text, and PostgreSQL infers its type from the statement. */
export type Parameter = string | number | boolean | null | undefined;

/** The client that runs the query. */
interface Client {
  /** The result columns of each statement that the client has run, by the statement's name. */
  readonly rowDescriptions: Map<string, readonly Column[]>;
  readonly getTypeParser: pg.ClientBase['getTypeParser'];
}

type Callback<Row> = (error: Error | null, rows: Row[]) => void;

/**
 * One execution of a prepared statement
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY). Each connection requests the
 * names and types of a statement's columns only once. `pg` requests them on every execution, and then takes longer to
 * set up the parsing of a row than to parse it.
 */
export class PreparedQuery<Row> implements pg.Submittable {
  readonly name: string;
  readonly text: string;
  /** `pg` replaces this callback by its own, which also clears the timer of the query timeout. */
  callback: Callback<Row>;
  /** True if the connection had prepared the statement before. */
  wasPrepared = false;
  readonly #client: Client;
  #connection: PgConnectionInternals | undefined;
  #values: readonly Parameter[];
  #rows: Row[] = [];
  #columns: readonly Column[] | undefined;

  constructor(client: Client, name: string, text: string, values: readonly Parameter[], callback: Callback<Row>) {
    this.name = name;
    this.text = text;
    this.callback = callback;
    this.#client = client;
    this.#values = values;
  }

  submit(pgConnection: pg.Connection): void {
    const { name, text } = this;
    const { serialize } = protocol;
    const connection = pgConnection as unknown as PgConnectionInternals;
    this.#connection = connection;
    this.#columns = this.#client.rowDescriptions.get(name);
    this.wasPrepared = connection.parsedStatements[name] !== undefined;
    const bind = serialize.bind({ statement: name, values: this.#values.map(toText) });
    const messages = [bind, serialize.execute(), serialize.sync()];
    if (this.#columns === undefined) messages.unshift(serialize.describe({ type: 'S', name }));
    // First closes any statement of this name: the server may have an outdated one, or that of another client.
    if (!this.wasPrepared) messages.unshift(serialize.close({ type: 'S', name }), serialize.parse({ name, text }));
    // Nothing is written to a closed connection: `pg` ends the query by calling its `handleError`.
    if (connection.stream.writable) connection.stream.write(Buffer.concat(messages));
  }

  /** Makes the next execution on this connection prepare and describe the statement again. */
  forget(): void {
    delete this.#connection?.parsedStatements[this.name];
    this.#client.rowDescriptions.delete(this.name);
  }

  handleRowDescription({ fields }: { readonly fields: readonly pg.FieldDef[] }): void {
    const parserOf = (oid: number) => this.#client.getTypeParser(oid, 'text');
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }));
    this.#client.rowDescriptions.set(this.name, this.#columns);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    const columns = this.#columns as readonly Column[];
    for (let i = 0; i < columns.length; i++) {
      const { name, parse } = columns[i] as Column;
      const text = fields[i] as string | null;
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

  /**
   * Ends the query. Drops its rows and values, because V8 may keep the query in memory until the next full garbage
   * collection.
   */
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
