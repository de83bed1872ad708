import { expect } from 'chai';
import { type ListDeltaRow, revalidate } from '../../../../src/adapters/postgres/tasks/list-cache.ts';
import { prefixedColumns, type TaskRow } from '../../../../src/adapters/postgres/tasks/task-row.ts';
import type { Seq } from '../../../../src/domain/changes/change.ts';
import { instant } from '../../../../src/domain/instant.ts';
import { title } from '../../../../src/domain/tasks/title.ts';
import { someTask, someUser } from '../../../support/tasks.ts';

/** Returns a time of RFC 3339 as PostgreSQL writes it. */
function inPgStyle(text: string): string {
  return text.replace('T', ' ').replace('Z', '+00');
}

describe('the revalidation of a cached list', () => {
  const userId = someUser();
  const [newest, middle, oldest] = [3, 2, 1].map((at) => someTask({ userId, createdAt: instant(at) }));
  const query = { offset: 0, limit: 2 };
  const list = { tasks: [newest, middle] as NonNullable<typeof newest>[], seq: 5 as Seq };

  /** Returns the rows that a query of the change log gives if one task was edited since the list was cached. */
  function edited(task = newest): (ListDeltaRow & TaskRow)[] {
    const changed = someTask({ ...task, title: title('Edited') });
    const { id, version } = changed;
    const row = prefixedColumns('', changed) as unknown as TaskRow;
    const times = { created_at: inPgStyle(row.created_at), updated_at: inPgStyle(row.updated_at) };
    return [{ ...row, ...times, user_id: userId, id, version, last: 6, seq: 6, kind: 'updated' }];
  }

  it('returns the same array, with the new seq, after an edit of a task that is on another page', () => {
    const current = revalidate(list, query, edited(oldest));
    expect(current?.tasks).to.equal(list.tasks);
    expect(current?.seq).to.equal(6);
  });

  it('returns, after an edit of a task on the page, a new array that contains the same object for the other task', () => {
    const current = revalidate(list, query, edited());
    expect(current?.tasks).not.to.equal(list.tasks);
    expect(current?.tasks.map((task) => String(task.title))).to.deep.equal(['Edited', String(middle?.title)]);
    expect(current?.tasks[1]).to.equal(middle);
    expect(list.tasks[0]).to.equal(newest);
  });
});
