import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Database } from '../../../../src/adapters/postgres/driver/database.ts';
import { isConflict } from '../../../../src/adapters/postgres/driver/sqlstate.ts';
import { StoreLifecycle } from '../../../../src/ports/store-lifecycle.ts';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { clientsOf, createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { type Service, startService } from '../../../support/service/service.ts';

const TIMES = ['tasks: created_at, updated_at', 'changes: at, created_at, updated_at', 'idempotency_keys: at'];
const VERSIONS = ['tasks: version', 'changes: version', 'idempotency_keys: version'];
const TEXTS = [
  'tasks: title, description',
  'changes: title, description, kind',
  'idempotency_keys: key, fingerprint, kind',
];

/** Statements that an administrator may run while the service runs. */
const ALTERATIONS: Readonly<Record<string, readonly string[]>> = {
  'a change of texts to varchar': retype(TEXTS, 'varchar(4000)'),
  'a change of texts back to text': retype(TEXTS, 'text'),
  'a change of times to microseconds': retype(TIMES, 'timestamptz(6)'),
  'a change of times back to milliseconds': retype(TIMES, 'timestamptz(3)'),
  'a change of versions to bigint': retype(VERSIONS, 'bigint'),
  'a change of versions back to int': retype(VERSIONS, 'int'),
  'an added column': ['alter table tasks add column more text', 'alter table changes add column more int default 7'],
  'a dropped column': ['alter table tasks drop column more', 'alter table changes drop column more'],
  'a column renamed there and back': [
    'alter table tasks rename title to other',
    'alter table tasks rename other to title',
  ],
  'a drop of indexes': ['drop index tasks_list_open_idx', 'drop index tasks_list_completed_idx'],
  'a creation of indexes': [
    'create index tasks_list_open_idx on tasks (user_id, created_at, id) where not completed',
    'create index tasks_list_completed_idx on tasks (user_id, created_at, id) where completed',
  ],
  'a rewrite of tables': ['vacuum full tasks', 'vacuum full changes', 'reindex table counters', 'analyze'],
  'a schema renamed there and back': ['alter schema public rename to other', 'alter schema other rename to public'],
};

describe('a service whose tables are altered while it runs', () => {
  let url: string;
  let service: Service;
  let tasks: string;

  before(async function () {
    if (!hasPostgres()) this.skip();
    url = await createDatabase();
    // If a session loses the settings of the service, it has this date style, which the service cannot parse.
    await administer(url, `alter database ${new URL(url).pathname.slice(1)} set datestyle = 'SQL, DMY'`);
    service = await startService({ kind: 'postgres', url });
    tasks = `${service.url}/api/${randomUUID()}/tasks`;
  });

  after(() => service?.container.get(StoreLifecycle).close());

  for (const [alteration, statements] of Object.entries(ALTERATIONS)) {
    it(`reads and writes as before after ${alteration}`, async () => {
      await exerciseAll();
      for (const statement of statements) await administer(url, statement);
      await exerciseAll();
    });
  }

  for (const statement of ['discard all', 'deallocate all']) {
    it(`reads and writes as before after "${statement}" has been run in each of its database sessions`, async () => {
      await exerciseAll();
      for (const client of clientsOf(service.container.get(Database).pool)) await client.query(statement);
      await exerciseAll();
    });
  }

  it('treats an outdated prepared statement in a transaction as a conflict, so that the transaction is retried', async () => {
    const database = service.container.get(Database);
    const look = () => database.transaction((run) => run('select title, $1::int as number from tasks limit 1', [1]));
    await look();
    await administer(url, 'alter table tasks alter column title type varchar(1000)');
    const errors: unknown[] = [];
    // The transaction fails once on each connection that has prepared the statement.
    for (let isDone = false; !isDone; ) {
      isDone = await look().then(
        () => true,
        (error) => !errors.push(error),
      );
    }
    expect(errors).not.to.deep.equal([]);
    for (const error of errors) expect(isConflict(error)).to.equal(true);
  });

  it('loses none of the concurrent toggles of a task while a column is altered again and again', async () => {
    const other = await startService({ kind: 'postgres', url });
    const { json: task } = await ask('POST', tasks, { body: { title: 'x' } });
    const both = [tasks, tasks.replace(service.url, other.url)];
    let left = 400;
    const clients = Array.from({ length: 6 }, async (_, i) => {
      while (left-- > 0) {
        const { status, text } = await ask('PATCH', `${both[i % 2]}/${task.id}/complete`);
        expect(status, text).to.equal(200);
      }
    });
    const altering = (async () => {
      for (let n = 0; left > 0; n++)
        await administer(url, `alter table tasks alter column title type varchar(${1001 + n})`);
    })();
    await Promise.all([...clients, altering]);
    expect((await ask('GET', `${tasks}/${task.id}`)).headers.etag).to.equal('"401"');
    await other.container.get(StoreLifecycle).close();
  });

  /**
   * Runs every kind of statement, first concurrently, so that several connections prepare each, and then one by one.
   */
  async function exerciseAll(): Promise<void> {
    await Promise.all(Array.from({ length: 6 }, () => exercise()));
    await exercise();
  }

  async function exercise(): Promise<void> {
    const name = randomUUID();
    const key = { 'Idempotency-Key': name };
    const { json: task } = await succeed('POST', tasks, { body: { title: 'x' }, headers: key });
    const at = `${tasks}/${task.id}`;
    const { json: replayed } = await succeed('POST', tasks, { body: { title: 'x' }, headers: key });
    expect(replayed).to.deep.equal(task);
    const { json: put } = await succeed('PUT', at, { body: { title: 'y' }, headers: { 'If-Match': '"1"' } });
    expect(put).to.deep.include({ title: 'y', created_at: task.created_at });
    const toggled = await succeed('PATCH', `${at}/complete`);
    expect(toggled.headers.etag).to.equal('"3"');
    for (const query of ['', '?completed=true', '?limit=1&offset=1500']) await succeed('GET', tasks + query);
    const { json: history } = await succeed('GET', `${at}/history`);
    expect(history.changes.map(({ version }: { version: unknown }) => version)).to.deep.equal([1, 2, 3]);
    expect(history.changes[0].task).to.deep.equal(task);
    const { seq } = history.changes[1];
    expect((await succeed('GET', `${at}?as_of=${seq}`)).json).to.deep.equal(put);
    await succeed('GET', `${tasks}?as_of=${seq}&limit=5`);
    const changes = tasks.replace(/tasks$/, 'changes');
    await succeed('GET', `${changes}?since=${seq}`);
    const deleted = await succeed('DELETE', at);
    const { json: undo } = await succeed('POST', `${changes}/${deleted.headers['taskport-seq']}/undo`);
    expect(undo.task).to.deep.include({ title: 'y', completed: true, created_at: task.created_at });
    await succeed('GET', `${service.url}/readyz`);
  }
});

async function succeed(...request: Parameters<typeof ask>): Promise<Answer> {
  const answer = await ask(...request);
  expect(answer.status, `${request[0]} ${request[1]}: ${answer.text}`).to.be.oneOf([200, 201]);
  return answer;
}

/** Returns one `alter table` statement per table, which changes the type of the given columns. */
function retype(columns: readonly string[], type: string): string[] {
  return columns.map((entry) => {
    const [table, names = ''] = entry.split(': ');
    return `alter table ${table} ${names
      .split(', ')
      .map((name) => `alter column ${name} type ${type}`)
      .join(', ')}`;
  });
}
