import { expect } from 'chai';
import { onlyUser, underOtherId } from '../../src/application/stores/choose-user.ts';
import { importUsers } from '../../src/application/stores/import-users.ts';
import { readUsers, type UserRows } from '../../src/application/stores/read-users.ts';
import type { UserId } from '../../src/domain/identity.ts';
import { BATCH, type StoredRow, type StoreWriter, type TableName } from '../../src/ports/store-copy.ts';

/** A store of a few tables in memory. */
class Tables implements StoreWriter {
  readonly rows: Partial<Record<TableName, StoredRow[]>>;
  readonly written: number[] = [];

  constructor(rows: Tables['rows'] = {}) {
    this.rows = rows;
  }

  async *read(table: TableName, owner?: UserId): AsyncGenerator<StoredRow[]> {
    const rows = (this.rows[table] ?? []).filter(({ values }) => owner === undefined || values[0] === owner);
    for (let i = 0; i < rows.length; i += BATCH) yield rows.slice(i, i + BATCH);
  }

  async hasAccounts(): Promise<boolean> {
    return false;
  }

  async write(table: TableName, rows: readonly StoredRow[]): Promise<void> {
    this.written.push(rows.length);
    this.rows[table] = [...(this.rows[table] ?? []), ...rows];
  }
}

const row = (...values: (string | number)[]): StoredRow => ({ values, state: undefined });

/** Returns a store with these users, each with one task and the given number of changes. */
function storeOf(...users: [id: string, changes: number][]): Tables {
  return new Tables({
    counters: users.map(([id, changes]) => row(id, changes)),
    tasks: users.map(([id]) => row(id, 'task')),
    changes: users.flatMap(([id, changes]) => Array.from({ length: changes }, (_, i) => row(id, i + 1))),
  });
}

const imported = (source: Tables, target: Tables) => importUsers(readUsers(source), target, () => {});

async function listOf(users: AsyncIterable<UserRows>): Promise<string[]> {
  const found: string[] = [];
  for await (const { owner, table, rows } of users) found.push(`${owner} ${table} ${rows.length}`);
  return found;
}

describe('readUsers', () => {
  it('streams user by user: the last seq, then the tasks, then the changes, in batches', async () => {
    const source = storeOf(['a', 1], ['b', BATCH + 1], ['c', 2]);
    expect(await listOf(readUsers(source))).to.deep.equal([
      ...['a counters 1', 'a tasks 1', 'a changes 1'],
      ...['b counters 1', 'b tasks 1', `b changes ${BATCH - 1}`, 'b changes 2'],
      ...['c counters 1', 'c tasks 1', 'c changes 2'],
    ]);
    expect(await listOf(readUsers(source, 'c' as UserId))).to.have.length(3);
    expect(await listOf(readUsers(new Tables()))).to.deep.equal([]);
  });
});

describe('importUsers', () => {
  it('adds users, writes the rows of several users in one batch, and returns the number of added rows', async () => {
    const users = Array.from({ length: BATCH + 10 }, (_, i): [string, number] => [String(i).padStart(5, '0'), 1]);
    const [source, target] = [storeOf(...users), new Tables()];
    const added = { counters: BATCH + 10, tasks: BATCH + 10, changes: BATCH + 10, unchanged: 0 };
    expect(await imported(source, target)).to.deep.equal(added);
    expect(target.rows).to.deep.equal(source.rows);
    expect(target.written).to.deep.equal([BATCH, BATCH, BATCH, 10, 10, 10]);
  });

  it('skips users who have exactly the same rows in the store, and adds all other users', async () => {
    const target = storeOf(['a', 3], ['x', 1]);
    const result = await imported(storeOf(['a', 3], ['b', 1]), target);
    expect(result).to.deep.equal({ counters: 1, tasks: 1, changes: 1, unchanged: 1 });
    expect(target.written).to.deep.equal([1, 1, 1]);
  });

  for (const [what, damage] of [
    ['a different row', ({ changes }) => changes?.splice(1, 1, row('a', 9))],
    ['one row fewer', ({ changes }) => changes?.pop()],
    ['one row more', ({ changes }) => changes?.push(row('a', 4))],
    ['one row more in an earlier table', ({ tasks }) => tasks?.push(row('a', 'z'))],
  ] as [what: string, damage: (rows: Tables['rows']) => unknown][]) {
    for (const source of [storeOf(['a', 3]), storeOf(['a', 3], ['b', 1])]) {
      it(`refuses an export of ${source.rows.counters?.length} user(s) if the store already has one of them with ${what}`, async () => {
        const target = storeOf(['a', 3]);
        damage(target.rows);
        const error = await imported(source, target).catch((error) => error);
        expect(error).to.include({ reason: 'exists' });
        expect(error.message).to.include('the user a has other data in the store already');
      });
    }
  }
});

describe('the choice of a user in an export', () => {
  const two = () => readUsers(storeOf(['a', 1], ['b', 1]));

  it('streams only the rows of the chosen user, and rejects at the end if this user has no rows', async () => {
    expect(await listOf(onlyUser(two(), 'b' as UserId))).to.deep.equal(['b counters 1', 'b tasks 1', 'b changes 1']);
    const error = await listOf(onlyUser(two(), 'c' as UserId)).catch((error) => error);
    expect(error).to.include({ reason: 'missing' });
  });

  it('replaces the user id by another in an export of one user, and rejects an export of several users', async () => {
    const rows: StoredRow[] = [];
    for await (const each of underOtherId(readUsers(storeOf(['a', 1])), 'z' as UserId)) rows.push(...each.rows);
    expect(rows).to.deep.equal([row('z', 1), row('z', 'task'), row('z', 1)]);
    const error = await listOf(underOtherId(two(), 'z' as UserId)).catch((error) => error);
    expect(error).to.include({ reason: 'invalid' });
  });
});
