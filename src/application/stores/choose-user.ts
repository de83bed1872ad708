import type { UserId } from '../../domain/identity.ts';
import { Task } from '../../domain/tasks/task.ts';
import { Refusal } from '../../ports/refusal.ts';
import type { StoredRow } from '../../ports/store-copy.ts';
import type { UserRows } from './read-users.ts';

/** Streams only the rows of one user. @throws Refusal `missing` at the end if the user has no rows */
export async function* onlyUser(users: AsyncIterable<UserRows>, user: UserId): AsyncGenerator<UserRows> {
  let isFound = false;
  for await (const rows of users) {
    if (rows.owner !== user) continue;
    isFound = true;
    yield rows;
  }
  if (!isFound) throw new Refusal('missing', `there are no tasks of the user ${user}`);
}

/** Streams the rows of one user, with another user id. @throws Refusal `invalid` if several users have rows */
export async function* underOtherId(users: AsyncIterable<UserRows>, id: UserId): AsyncGenerator<UserRows> {
  let first: UserId | undefined;
  for await (const { owner, table, rows } of users) {
    first ??= owner;
    if (owner !== first) throw new Refusal('invalid', 'the file has several users: choose one with --user');
    yield { owner: id, table, rows: rows.map((row) => renamed(row, id)) };
  }
}

/** Returns a row with another owner. The first value of each row is the id of the owner. */
function renamed({ values: [, ...others], state }: StoredRow, id: UserId): StoredRow {
  return { values: [id, ...others], state: state && new Task({ ...state, userId: id }) };
}
