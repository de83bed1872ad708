import type { UserId } from '../../domain/identity.ts';
import type { StoredRow, StoreReader } from '../../ports/store-copy.ts';

/** The tables of a user's tasks and change log, in the order in which an export has them. */
export const USER_TABLES = ['counters', 'tasks', 'changes'] as const;

export type UserTable = (typeof USER_TABLES)[number];

/** Rows of one table that belong to one user. */
export interface UserRows {
  readonly owner: UserId;
  readonly table: UserTable;
  readonly rows: readonly StoredRow[];
}

/**
 * Streams all tasks and logs of a store, user by user: the last `seq` of the user, then the tasks, then the changes.
 * Only one batch of each table is in memory.
 *
 * @param user if given, only this user is read
 */
export async function* readUsers(source: StoreReader, user?: UserId): AsyncGenerator<UserRows> {
  const [counters, tasks, changes] = USER_TABLES.map((table) => new Rows(table, source, user)) as [Rows, Rows, Rows];
  for (;;) {
    const owner = await counters.owner();
    if (owner === undefined) return;
    for (const rows of [counters, tasks, changes]) yield* rows.of(owner);
  }
}

/** Reads the rows of a table one by one, sorted by owner. */
class Rows {
  readonly #table: UserTable;
  readonly #batches: AsyncIterator<StoredRow[]>;
  #batch: readonly StoredRow[] = [];
  #next = 0;

  constructor(table: UserTable, source: StoreReader, user: UserId | undefined) {
    this.#table = table;
    this.#batches = source.read(table, user);
  }

  /** Returns the owner of the next row; undefined at the end. */
  async owner(): Promise<UserId | undefined> {
    while (this.#next >= this.#batch.length) {
      const { done, value } = await this.#batches.next();
      if (done) return undefined;
      [this.#batch, this.#next] = [value, 0];
    }
    return ownerOf(this.#batch[this.#next]);
  }

  /** Streams the next rows of the table while their owner is `owner`, batch by batch. */
  async *of(owner: UserId): AsyncGenerator<UserRows> {
    while ((await this.owner()) === owner) {
      const start = this.#next;
      while (ownerOf(this.#batch[this.#next]) === owner) this.#next++;
      yield { owner, table: this.#table, rows: this.#batch.slice(start, this.#next) };
    }
  }
}

function ownerOf(row: StoredRow | undefined): UserId | undefined {
  return row?.values[0] as UserId | undefined;
}
