import { expect } from 'chai';
import pg from 'pg';
import { migratePostgres } from '../../../../src/adapters/postgres/migrations/migrate.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { brokenRules } from '../../../support/postgres/shard-rules.ts';
import { spyOnStatements } from '../../../support/postgres/statement-spy.ts';

describe('the check that statements suit a database that is sharded by user', () => {
  let url: string;
  let client: pg.Client;

  before(async function () {
    if (!hasPostgres()) this.skip();
    url = await createDatabase();
    await migratePostgres(url);
    client = new pg.Client(url);
    await client.connect();
  });

  after(() => client?.end());

  const ENTRY = 'user_id, seq, kind, at, task_id, version, previous_seq';
  const broken: [why: string, sql: string, rule: string][] = [
    ['a range of owners', 'select seq from counters where user_id between $1 and $1', 'without the condition'],
    ['owners that are given as JSON', countersOfJson(), 'Function Scan as input'],
    [
      'a condition that names several owners',
      'select seq from counters where user_id = any ($1::uuid[])',
      'without the condition',
    ],
    ['a condition without an owner', 'select title from tasks where id = $1', 'without the condition'],
    [
      'a condition of which the owner is only one alternative',
      'select title from tasks where user_id = $1 or id = $2',
      'without the condition',
    ],
    [
      'two scans, of which the second names no owner',
      'select title from tasks where user_id = $1 and seq > (select min(seq) from counters where seq > $2)',
      'on counters without the condition',
    ],
    [
      'two scans that name different owners',
      'select title from tasks where user_id = $1 and seq > (select seq from counters where user_id = $2)',
      'owners in $1 and $2',
    ],
    [
      'an insert inside a CTE',
      `with counter as (insert into counters (user_id, seq) values ($1, 1) returning seq)
       insert into changes (${ENTRY}) select $1, seq, 'created', now(), $2, 1, 0 from counter`,
      'Insert inside a CTE',
    ],
    [
      'a deletion inside a CTE',
      'with gone as (delete from tasks where user_id = $1 and id = $2 returning id) select id from gone',
      'Delete inside a CTE',
    ],
    [
      'an insert of several rows',
      'insert into counters (user_id, seq) values ($1, 1), ($2, 1)',
      'Values Scan as input',
    ],
    [
      'an insert with a computed owner',
      'insert into counters (user_id, seq) values (gen_random_uuid(), $1)',
      'ModifyTable on counters without the condition',
    ],
    ['a deletion without an owner', 'delete from changes where seq < $1', 'without the condition'],
    [
      'an update that names a task and no owner',
      "update tasks set title = 'x' where id = $1",
      'ModifyTable on tasks without the condition',
    ],
    [
      'a read of a page of owners that locks their rows',
      'select user_id from counters order by user_id for update',
      'without the',
    ],
  ];
  for (const [why, sql, rule] of broken) {
    it(`rejects ${why}`, async () => {
      expect(String(await brokenRules(client, sql))).to.include(rule);
    });
  }

  const kept: [what: string, sql: string][] = [
    ['a read of one owner', 'select title from tasks where id = $2 and user_id = $1'],
    ['two scans of one owner', 'select (select seq from counters where user_id = $1) from tasks where user_id = $1'],
    [
      'a read of a page of owners without locks',
      'select distinct user_id from counters where user_id > $1 order by user_id limit 100',
    ],
    [
      'an insert of one row',
      'insert into counters (user_id, seq) values ($1, $2) on conflict (user_id) do update set seq = excluded.seq',
    ],
    ['an update of one owner', 'update counters set seq = $2 where user_id = $1'],
    ['a statement about a table that stays on the coordinator', 'delete from api_tokens where expires_at < $1'],
  ];
  for (const [what, sql] of kept) {
    it(`accepts ${what}`, async () => {
      expect(await brokenRules(client, sql)).to.deep.equal([]);
    });
  }

  it('rejects a transaction that concerns two owners, and ignores the connection pools that it does not watch', async () => {
    const { sent, stop } = spyOnStatements(({ application_name: name }) => name === 'watched');
    for (const name of ['watched', 'other']) {
      const pool = new pg.Pool({ connectionString: url, application_name: name });
      const one = await pool.connect();
      for (const owners of [
        ['a', 'a'],
        ['a', 'b'],
      ]) {
        await one.query('begin');
        for (const owner of owners) await one.query('select $1 as owner', [owner]);
        await one.query('commit');
      }
      one.release();
      await pool.end();
    }
    stop();
    expect(sent.mixed).to.deep.equal([['a', 'b']]);
    expect([...sent.texts]).to.deep.equal(['select $1 as owner']);
  });
});

function countersOfJson(): string {
  return `select counters.seq from json_to_recordset($1) as asked (user_id uuid)
    join counters on counters.user_id = asked.user_id`;
}
