import type { UserId } from '../../domain/identity.ts';
import { Refusal } from '../../ports/refusal.ts';
import { BATCH, type StoredRow, type StoreReader, type StoreWriter } from '../../ports/store-copy.ts';
import { readUsers, USER_TABLES, type UserRows, type UserTable } from './read-users.ts';

/** The number of rows added to each table, and the number of users who had exactly the imported rows already. */
export interface Imported extends Readonly<Record<UserTable, number>> {
  readonly unchanged: number;
}

/**
 * Adds users with their tasks and logs to a store. Skips a user who has exactly the same tasks and log in the store.
 *
 * @param users the rows, in the order in which `readUsers` streams them
 * @throws Refusal `exists` if the store has different data of one of the users
 */
export async function importUsers(
  users: AsyncIterable<UserRows>,
  target: StoreWriter,
  report: (text: string) => void,
): Promise<Imported> {
  const pending: Record<UserTable, StoredRow[]> = { counters: [], tasks: [], changes: [] };
  const added: Record<UserTable, number> = { counters: 0, tasks: 0, changes: 0 };
  let unchanged = 0;
  let existing: ExistingUser | undefined;
  const flush = async (table: UserTable) => {
    if (pending[table].length > 0) await target.write(table, pending[table]);
    pending[table] = [];
  };
  for await (const { owner, table, rows } of users) {
    if (table === 'counters') {
      existing?.requireEnd();
      existing = await ExistingUser.find(owner, target);
      if (existing !== undefined) unchanged++;
    }
    if (existing !== undefined) {
      await existing.compare(table, rows);
      continue;
    }
    added[table] += rows.length;
    for (const row of rows) pending[table].push(row);
    if (pending[table].length >= BATCH) await flush(table);
    report(`read ${added.changes.toLocaleString('en')} changes of ${added.counters.toLocaleString('en')} users`);
  }
  existing?.requireEnd();
  for (const table of USER_TABLES) await flush(table);
  return { ...added, unchanged };
}

type Next = IteratorResult<readonly [table: UserTable, row: StoredRow], unknown>;

/** Compares imported rows with the stored rows of a user whom the store has already. */
class ExistingUser {
  readonly #owner: UserId;
  readonly #rows: AsyncIterator<readonly [table: UserTable, row: StoredRow]>;
  #next: Next;

  private constructor(owner: UserId, rows: AsyncIterator<readonly [table: UserTable, row: StoredRow]>, first: Next) {
    this.#owner = owner;
    this.#rows = rows;
    this.#next = first;
  }

  /** Returns the stored rows of a user; undefined if the store has none. */
  static async find(owner: UserId, store: StoreReader): Promise<ExistingUser | undefined> {
    const rows = rowsOf(owner, store);
    const first = await rows.next();
    return first.done ? undefined : new ExistingUser(owner, rows, first);
  }

  /** @throws Refusal if `rows` differ from the next stored rows of the user */
  async compare(table: UserTable, rows: readonly StoredRow[]): Promise<void> {
    for (const row of rows) {
      if (this.#next.done || JSON.stringify(this.#next.value) !== JSON.stringify([table, row])) throw this.#differs();
      this.#next = await this.#rows.next();
    }
  }

  /** @throws Refusal if the store has more rows of this user */
  requireEnd(): void {
    if (!this.#next.done) throw this.#differs();
  }

  #differs(): Refusal {
    return new Refusal(
      'exists',
      `the user ${this.#owner} has other data in the store already, and nothing was imported. An import adds a user ` +
        'whom the store does not have, or finds exactly the same tasks and log there',
    );
  }
}

async function* rowsOf(owner: UserId, store: StoreReader): AsyncGenerator<readonly [table: UserTable, row: StoredRow]> {
  for await (const { table, rows } of readUsers(store, owner)) for (const row of rows) yield [table, row];
}
