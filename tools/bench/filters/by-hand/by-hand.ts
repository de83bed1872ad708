import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { type Databases, settle } from '../../environment/databases.ts';
import type { Query } from '../queries.ts';
import type { EditedFields, GeneratedTask } from '../random-tasks.ts';
import type { OtherUser, Subject } from '../subject.ts';
import { columnsOf, rowOf } from './rows.ts';
import { type Search, selectionOf } from './selection.ts';

const PAGE = 50;
const ROWS_PER_INSERT = 1_000;
const COLUMNS = `id, user_id, title, description, completed, priority, tags, list, start_on, due_on, due_at,
  created_at, updated_at`;
const INSERT = `insert into tasks (${COLUMNS}) select ${COLUMNS} from jsonb_populate_recordset(null::tasks, $1)`;
const EDIT = `update tasks set title = $3, priority = $4, due_on = $5, due_at = $6, updated_at = now()
  where user_id = $1 and id = $2`;

/** The rival of Taskport in `make filters`: hand-written SQL on an indexed table, over one connection, no service. */
export class ByHand implements Subject {
  readonly label: string;
  readonly #url: string;
  readonly #client: pg.Client;
  readonly #search: Search;
  readonly #owner: string;
  readonly #ids: string[];

  private constructor(
    url: string,
    client: pg.Client,
    search: Search = 'tsvector',
    owner: string = randomUUID(),
    ids: string[] = [],
  ) {
    this.label = search === 'ilike' ? 'by hand, ilike' : 'by hand';
    this.#url = url;
    this.#client = client;
    this.#search = search;
    this.#owner = owner;
    this.#ids = ids;
  }

  static async open(databases: Databases): Promise<ByHand> {
    const url = await databases.create('by_hand');
    const client = await connect(url);
    await client.query(readFileSync('tools/bench/filters/by-hand/schema.sql', 'utf8'));
    return new ByHand(url, client);
  }

  /**
   * Returns a copy with the same owner and table that searches for words with `ilike`, not with the full-text index.
   */
  withIlike(): ByHand {
    return new ByHand(this.#url, this.#client, 'ilike', this.#owner, this.#ids);
  }

  another(): ByHand {
    return new ByHand(this.#url, this.#client);
  }

  async fill(tasks: readonly GeneratedTask[]): Promise<void> {
    const rows = tasks.map((task, n) => rowOf(this.#owner, n, task));
    this.#ids.push(...rows.map(({ id }) => id));
    for (let n = 0; n < rows.length; n += ROWS_PER_INSERT) {
      await this.#client.query(INSERT, [JSON.stringify(rows.slice(n, n + ROWS_PER_INSERT))]);
    }
    await settle(this.#client);
  }

  /** Sends the query for the first page and the query for the number of matches at once, and awaits both results. */
  async find(query: Query): Promise<number> {
    const { condition, order, values } = selectionOf(query, this.#search);
    const matching = `from tasks where user_id = $1 and ${condition}`;
    const parameters = [this.#owner, ...values];
    const [, { rows }] = await Promise.all([
      this.#client.query(`select ${COLUMNS} ${matching} order by ${order} limit ${PAGE}`, parameters),
      this.#client.query(`select count(*)::int ${matching}`, parameters),
    ]);
    return rows[0].count;
  }

  async edit(n: number, fields: EditedFields): Promise<void> {
    await this.#client.query(EDIT, [this.#owner, this.#ids[n], fields.title, ...columnsOf(fields)]);
  }

  async tagAll(tag: string): Promise<number> {
    const sql = `update tasks set tags = tags || $2::text, updated_at = now()
      where user_id = $1 and start_on is not null and not tags @> array[$2::text]`;
    return (await this.#client.query(sql, [this.#owner, tag])).rowCount ?? 0;
  }

  async openOther(): Promise<OtherUser> {
    const [reader, writer] = [await connect(this.#url), await connect(this.#url)];
    const insert = `insert into tasks (${COLUMNS})
      values ($2, $1, 'Task of another user', null, false, 0, '{}', null, null, null, null, now(), now())`;
    const address = [randomUUID(), randomUUID()];
    await writer.query(insert, address);
    return {
      read: () => reader.query(`select ${COLUMNS} from tasks where user_id = $1 and id = $2`, address),
      write: () =>
        writer.query("update tasks set title = 'A', updated_at = now() where user_id = $1 and id = $2", address),
      async [Symbol.asyncDispose]() {
        await reader.end();
        await writer.end();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // Ctrl-C stops PostgreSQL before this connection. Without a listener, the connection's error would be uncaught.
  client.on('error', () => {});
  await client.connect();
  return client;
}
