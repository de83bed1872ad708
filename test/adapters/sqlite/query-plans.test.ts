import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { AUDIT_STATEMENTS } from '../../../src/adapters/sqlite/access/sqlite-audit-log.ts';
import { TOKEN_STATEMENTS } from '../../../src/adapters/sqlite/access/sqlite-token-repository.ts';
import { purge } from '../../../src/adapters/sqlite/database/purge.ts';
import { migrate, WRITES } from '../../../src/adapters/sqlite/database/schema.ts';
import * as statements from '../../../src/adapters/sqlite/tasks/read-statements.ts';
import type { Seq } from '../../../src/domain/changes/change.ts';
import { instant } from '../../../src/domain/instant.ts';
import { someTask, someUser } from '../../support/tasks.ts';

describe('the query plans on SQLite', () => {
  const database = new DatabaseSync(':memory:');
  migrate(database);
  const owner = someUser();
  const { id, createdAt } = someTask();
  const after = { id, createdAt };
  const page = { offset: 0, limit: 50 };
  const seq = 100 as Seq;

  const ordered: Record<string, string> = {
    find: statements.FIND,
    'last change': statements.LAST_CHANGE,
    'last seq': statements.LAST_SEQ,
    'first seq': statements.FIRST_SEQ,
    'find as of': statements.FIND_AS_OF,
    replay: statements.REPLAY,
    'list delta': statements.LIST_DELTA,
    list: listOf({}),
    'list at an offset': listOf({ offset: 400 }),
    'list completed': listOf({ completed: true }),
    'list open': listOf({ completed: false }),
    'list after a position': listOf({ after }),
    'list completed after a position': listOf({ completed: true, after }),
    'list open after a position': listOf({ completed: false, after }),
    changes: statements.changesStatement(owner, { since: seq, limit: 100 })[0],
    history: statements.changesStatement(owner, { since: seq, limit: 100, of: id })[0],
    'find a token': TOKEN_STATEMENTS.findByHash,
    'list the audit': AUDIT_STATEMENTS.list,
    'next user of the audit': AUDIT_STATEMENTS.nextUser,
    'oldest audit entry': AUDIT_STATEMENTS.oldest,
  };
  // These queries have to sort the states as of a `seq`, so they take longer the more changes have followed.
  const sorted: Record<string, string> = {
    'list as of': asOf({}),
    'list completed as of': asOf({ completed: true }),
    'list as of after a position': asOf({ after }),
    'list open as of after a position': asOf({ completed: false, after }),
  };

  const access: Record<string, string> = {
    'revoke a token': TOKEN_STATEMENTS.revoke,
    'touch a token': TOKEN_STATEMENTS.touch,
    'purge the audit': AUDIT_STATEMENTS.purge,
  };

  for (const [name, sql] of Object.entries({ ...ordered, ...sorted, ...sqlOfPurge(), ...WRITES, ...access })) {
    it(`look rows up in an index, and scan no table, for: ${name}`, () => {
      // A scan of `family` is allowed, because it is not a table, but a CTE of the statement that revokes a token.
      expect(planOf(sql)).not.to.match(/SCAN (?!family)|AUTOMATIC/);
    });
  }

  for (const [name, sql] of Object.entries(ordered)) {
    it(`need no sort for: ${name}`, () => {
      expect(planOf(sql)).to.include('SEARCH').and.not.include('TEMP B-TREE');
    });
  }

  for (const name of ['history', 'find as of']) {
    it(`read only the changes of one task, and not the whole log of its owner, for: ${name}`, () => {
      expect(planOf(ordered[name] as string)).to.match(
        /SEARCH (entry|changes) USING INDEX changes_task \(user_id=\? AND task_id=\?/,
      );
    });
  }

  it('are checked by the tests above for every SQL statement of the store', () => {
    expect(Object.keys(statements)).to.have.members([
      ...['FIND', 'LAST_CHANGE', 'LAST_SEQ', 'FIRST_SEQ', 'FIND_AS_OF', 'REPLAY', 'LIST_DELTA'],
      ...['listStatement', 'listAsOfStatement', 'changesStatement'],
    ]);
  });

  it('belong to only 14 statements that read lists and changes, because their SQL text does not depend on the values in a query', () => {
    const texts = new Set<string>();
    for (let i = 0; i < 1_000; i++) {
      const user = someUser();
      const position = someTask({ createdAt: instant(i) });
      const completed = i % 3 === 0 ? {} : { completed: i % 3 === 1 };
      const query = { offset: i, limit: i, ...completed, ...(i % 2 === 0 && { after: position }) };
      texts.add(statements.listStatement(user, query)[0]);
      texts.add(statements.listAsOfStatement(user, i, query)[0]);
      texts.add(statements.changesStatement(user, { since: i as Seq, limit: i })[0]);
      texts.add(statements.changesStatement(user, { since: i as Seq, limit: i, of: position.id })[0]);
    }
    expect(texts.size).to.equal(14);
  });

  function listOf(query: object): string {
    return statements.listStatement(owner, { ...page, ...query })[0];
  }

  function asOf(query: object): string {
    return statements.listAsOfStatement(owner, seq, { ...page, ...query })[0];
  }

  /** Returns the SQL statements of a purge. The name of each statement is its text. */
  function sqlOfPurge(): Record<string, string> {
    const prepared: Record<string, string> = {};
    const prepare = (sql: string) => {
      prepared[sql] = sql;
      return database.prepare(sql);
    };
    purge(prepare, { changes: instant(0), keys: instant(0) }, '');
    expect(prepared).not.to.deep.equal({});
    return prepared;
  }

  function planOf(sql: string): string {
    const rows = database.prepare(`explain query plan ${sql}`).all();
    return rows.map(({ detail }) => detail).join('\n');
  }
});
