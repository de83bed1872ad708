import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { migrate } from '../../../src/adapters/sqlite/database/schema.ts';
import { changesStatement, listStatement } from '../../../src/adapters/sqlite/tasks/read-statements.ts';
import { Reader } from '../../../src/adapters/sqlite/tasks/reader.ts';
import { type StateRow, toPreImage, toState } from '../../../src/adapters/sqlite/tasks/task-row.ts';
import { SEQ_ZERO } from '../../../src/domain/changes/change.ts';
import { taskId, userId } from '../../../src/domain/identity.ts';
import { seedSqlite } from '../../../tools/bench/environment/sqlite-store.ts';
import { Dataset } from '../../../tools/support/load/requests/dataset.ts';

const MANY = { users: 2, tasksEach: 3 };
const ONE = { users: 1, tasksEach: 4, from: 100 };

describe('the benchmark data inserted into a SQLite database', () => {
  let reader: Reader;

  before(() => {
    const database = new DatabaseSync(':memory:');
    migrate(database);
    seedSqlite(database, [MANY, ONE]);
    reader = new Reader(database);
  });

  after(() => reader.close());

  for (const size of [MANY, ONE]) {
    const dataset = new Dataset(size);

    it(`has each of ${dataset.total} tasks under the owner and id that the generated requests use`, () => {
      for (let n = 0; n < dataset.total; n++) {
        const state = reader.task(userId(dataset.user(n)), taskId(dataset.id(n)))?.state;
        expect(state).to.include({ title: `Task ${n}`, completed: n % 3 === 0, version: 1 });
        expect(state?.createdAt).to.equal(dataset.createdAt(n).getTime());
        expect(state?.updatedAt).to.equal(state?.createdAt);
      }
    });

    it(`has a change log entry for the creation of each of ${dataset.total} tasks, and the last seq of each owner’s log`, () => {
      for (let n = 0; n < dataset.users; n++) {
        const owner = userId(dataset.user(n));
        const rows = reader.all<StateRow>(...changesStatement(owner, { since: SEQ_ZERO, limit: 100 }));
        expect(rows.map(({ seq, kind }) => [seq, kind])).to.deep.equal(
          Array.from({ length: dataset.tasksEach }, (_, i) => [i + 1, 'created']),
        );
        expect(rows.map(toPreImage)).to.deep.equal(rows.map(() => undefined));
        expect(reader.lastSeq(owner)).to.equal(dataset.tasksEach);
        const newest = reader.all<StateRow>(...listStatement(owner, { limit: 100, offset: 0 }));
        expect(rows.map((row) => toState(row).id)).to.deep.equal(newest.map(({ id }) => id).toReversed());
      }
    });
  }
});
