import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { pino } from 'pino';
import { Database } from '../../../../src/adapters/postgres/driver/database.ts';
import { type Instant, instant } from '../../../../src/domain/instant.ts';
import { StoreError } from '../../../../src/ports/store-lifecycle.ts';
import { TaskRepository } from '../../../../src/ports/task-repository.ts';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { type Failure, failCall, stopFailing, wrapDriver } from '../../../support/postgres/failing-driver.ts';
import { withoutInternal } from '../../../support/postgres/hide-internal.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { samplesOf, scrape, sumOf } from '../../../support/service/scrape.ts';
import { type Service, startService } from '../../../support/service/service.ts';

/** A user with two tasks, the first of which has been toggled. */
interface Subject {
  readonly url: string;
  readonly user: string;
  readonly task: string;
}

type Options = Parameters<typeof ask>[2];

interface Operation {
  readonly name: string;
  readonly method: string;
  path(subject: Subject): string;
  readonly options?: Options;
  /** The HTTP statuses that are allowed if the connection is lost once. The first of them is that of success. */
  readonly statuses: readonly number[];
}

const patch = { 'Content-Type': 'application/merge-patch+json' };
const key = { 'Idempotency-Key': 'key' };
const content = { title: 'other', description: 'text' };
const tasks = () => 'tasks';
const task = (subject: Subject) => `tasks/${subject.task}`;
const toggle = (subject: Subject) => `${task(subject)}/complete`;

/**
 * The API operations under test. A write without an idempotency key may get 503 if the service cannot know whether it
 * was committed.
 */
const OPERATIONS: readonly Operation[] = [
  { name: 'create', method: 'POST', path: tasks, options: { body: content }, statuses: [201] },
  { name: 'create with a key', method: 'POST', path: tasks, options: { body: content, headers: key }, statuses: [201] },
  {
    name: 'create at an address',
    method: 'PUT',
    path: () => `tasks/${randomUUID()}`,
    options: { body: content, headers: { 'If-None-Match': '*' } },
    statuses: [201, 503],
  },
  { name: 'edit', method: 'PUT', path: task, options: { body: content }, statuses: [200, 503] },
  { name: 'edit with a key', method: 'PUT', path: task, options: { body: content, headers: key }, statuses: [200] },
  { name: 'patch', method: 'PATCH', path: task, options: { body: content, headers: patch }, statuses: [200, 503] },
  { name: 'toggle', method: 'PATCH', path: toggle, statuses: [200, 503] },
  { name: 'toggle with a key', method: 'PATCH', path: toggle, options: { headers: key }, statuses: [200] },
  { name: 'delete', method: 'DELETE', path: task, statuses: [200, 503] },
  { name: 'delete with a key', method: 'DELETE', path: task, options: { headers: key }, statuses: [200] },
  { name: 'undo', method: 'POST', path: () => 'changes/3/undo', statuses: [200, 503] },
  { name: 'undo with a key', method: 'POST', path: () => 'changes/3/undo', options: { headers: key }, statuses: [200] },
  { name: 'get', method: 'GET', path: task, statuses: [200] },
  { name: 'get as of', method: 'GET', path: (subject) => `${task(subject)}?as_of=2`, statuses: [200] },
  { name: 'list', method: 'GET', path: tasks, statuses: [200] },
  { name: 'list a part', method: 'GET', path: () => 'tasks?completed=false', statuses: [200] },
  { name: 'list as of', method: 'GET', path: () => 'tasks?as_of=2', statuses: [200] },
  { name: 'read changes', method: 'GET', path: () => 'changes', statuses: [200] },
  { name: 'read history', method: 'GET', path: (subject) => `${task(subject)}/history`, statuses: [200] },
];

/** Writes that share one statement: of the same task and of other tasks, with and without an idempotency key. */
const BATCH = OPERATIONS.filter(
  ({ name }) => /^(create|edit|toggle|patch)/.test(name) && !/edit with|toggle with/.test(name),
);

const failure = (code: string, isDone = false): Failure => ({
  error: Object.assign(new Error(`made up: ${code}`), { code }),
  isDone,
});

/** SQLSTATEs that the service does not retry, each with the expected response. Nothing may be written. */
const ERRORS: readonly { code: string; status: number; answer: string }[] = [
  { code: '53100', status: 503, answer: 'storage_full' },
  { code: '57014', status: 504, answer: 'database_timeout' },
  { code: 'XX000', status: 503, answer: 'database_unavailable' },
  { code: '42601', status: 500, answer: 'internal_error' },
];

const STORES = [
  {
    name: 'PostgreSQL',
    missing: !hasPostgres(),
    open: async () => ({ kind: 'postgres', url: await createDatabase() }) as const,
  },
  {
    name: 'PostgreSQL through the plain driver',
    missing: !hasPostgres(),
    open: async () => ({ kind: 'postgres', url: await createDatabase() }) as const,
    isPlain: true,
  },
];

for (const { name, missing, open, isPlain } of STORES) {
  describe(`a failed driver call to ${name}`, () => {
    const logged: { id: string }[] = [];
    let service: Service;
    let unwrap: () => void;

    before(async function () {
      if (missing) this.skip();
      unwrap = wrapDriver();
      const log = pino({ level: 'warn' }, { write: (line) => void logged.push(JSON.parse(line)) });
      const database = await open();
      const start = () => startService(database, log);
      service = await (isPlain ? withoutInternal(start) : start());
    });

    after(() => unwrap?.());

    for (const operation of OPERATIONS) {
      for (const isDone of [false, true]) {
        it(`lets "${operation.name}" ${operation.method === 'GET' ? 'succeed' : 'take effect exactly once'} when the connection is lost ${isDone ? 'after' : 'before'} the call runs`, async () => {
          await failEach(operation, failure('ECONNRESET', isDone), async (subject, answer, before) => {
            expect(answer.status, answer.text).to.be.oneOf([...operation.statuses]);
            // The status 503 is allowed only if the statement ran before the connection was lost.
            if (!isDone) expect(answer.status).to.equal(operation.statuses[0]);
            const added = (await changesOf(subject)).length - before;
            expect(added).to.equal(operation.method === 'GET' ? 0 : 1);
          });
        });
      }

      for (const { code, status, answer: expected } of ERRORS) {
        it(`rolls back all of "${operation.name}" and answers ${expected} when the SQLSTATE is ${code}`, async () => {
          await failEach(operation, failure(code), async (subject, answer, before) => {
            expect([answer.status, answer.json.code]).to.deep.equal([status, expected]);
            expect(logged.map(({ id }) => id)).to.include(answer.json.request_id);
            expect(await changesOf(subject)).to.have.length(before);
          });
        });
      }
    }

    for (const isDone of [false, true]) {
      it(`loses no write of a batch when the connection is lost ${isDone ? 'after' : 'before'} the call runs`, async () => {
        for (let number = 1; ; number++) {
          const subject = await makeSubject(service.url);
          const before = (await changesOf(subject)).length;
          failCall(number, failure('ECONNRESET', isDone));
          const answers = await Promise.all(
            BATCH.map(({ method, path, options }) => ask(method, `${subject.url}/${path(subject)}`, options)),
          );
          const hasFailed = stopFailing();
          const count = (wanted: number) => answers.filter(({ status }) => Math.floor(status / 100) === wanted).length;
          expect(count(2) + count(5), answers.map(({ text }) => text).join('\n')).to.equal(BATCH.length);
          const added = (await changesOf(subject)).length - before;
          expect(added).to.be.within(count(2), BATCH.length);
          if (!isDone || !hasFailed) expect(count(2)).to.equal(BATCH.length);
          await expectConsistent(subject);
          if (!hasFailed) return;
        }
      });

      it(`leaves no gap in the change log when a purge loses its connection ${isDone ? 'after' : 'before'} one of its statements runs`, async () => {
        const tasks = service.container.get(TaskRepository);
        const all = instant(Date.now() + 60_000);
        for (let number = 1; ; number++) {
          const subject = await makeSubject(service.url);
          failCall(number, failure('ECONNRESET', isDone));
          await purgeAll(tasks, all).catch((error) => expect(error).to.be.instanceOf(StoreError));
          const hasFailed = stopFailing();
          await purgeAll(tasks, all);
          const { status, json } = await ask('GET', `${subject.url}/changes?since=3`);
          expect([status, json]).to.deep.equal([200, { changes: [], next_since: 3, end: true }]);
          if (!hasFailed) return;
        }
      });
    }

    it('is counted in the metric taskport_retries_total or, by its error code, in taskport_store_errors_total', async () => {
      const all = await scrape(service.url);
      expect(sumOf(all, 'taskport_retries_total', { reason: 'connection' })).to.be.above(0);
      for (const code of ['storage_full', 'database_timeout']) {
        expect(sumOf(all, 'taskport_store_errors_total', { code })).to.be.above(0);
      }
      expect(sumOf(all, 'taskport_batch_size_count', { kind: 'writes' })).to.be.above(0);
      expect(samplesOf(all, 'taskport_queue_length').map(({ value }) => value)).to.deep.equal([0, 0, 0, 0, 0]);
      expect(sumOf(all, 'taskport_pool_connections', { state: 'waiting' })).to.equal(0);
    });

    /** Sends a request of an API operation repeatedly. Makes its first, second, … and last driver call fail in turn. */
    async function failEach(
      operation: Operation,
      failure: Failure,
      judge: (subject: Subject, answer: Answer, before: number) => Promise<void>,
    ): Promise<void> {
      for (let number = 1; ; number++) {
        const subject = await makeSubject(service.url);
        const before = (await changesOf(subject)).length;
        failCall(number, failure);
        const answer = await ask(operation.method, `${subject.url}/${operation.path(subject)}`, operation.options);
        if (!stopFailing()) {
          expect(answer.status).to.equal(operation.statuses[0]);
          expect(number).to.be.greaterThan(1);
          return;
        }
        await judge(subject, answer, before);
        await expectConsistent(subject);
      }
    }

    /** Expects that a user's log, tasks, idempotency keys and counter agree, no connection leaks, and writes work. */
    async function expectConsistent({ url, user, task }: Subject): Promise<void> {
      const { run } = service.container.get(Database);
      const [{ agree }] = (await run<{ agree: boolean }>(AGREE, [user])) as [{ agree: boolean }];
      expect(agree).to.equal(true);
      const all = await scrape(service.url);
      for (const state of ['busy', 'waiting']) expect(sumOf(all, 'taskport_pool_connections', { state })).to.equal(0);
      expect((await ask('PUT', `${url}/tasks/${task}`, { body: {} })).status).to.be.oneOf([200, 404]);
    }
  });
}

const AGREE = `
  select (select seq from counters where user_id = $1) = (select count(*) from changes where user_id = $1)
    and (select max(seq) from changes where user_id = $1) = (select count(*) from changes where user_id = $1)
    and not exists (
      select from tasks left join changes using (user_id, seq)
      where user_id = $1 and (changes.task_id, changes.version) is distinct from (tasks.id, tasks.version)
    ) and not exists (
      select from idempotency_keys as keyed left join changes using (user_id, seq)
      where user_id = $1 and (changes.task_id, changes.version) is distinct from (keyed.task_id, keyed.version)
    ) as agree`;

async function makeSubject(url: string): Promise<Subject> {
  const user = randomUUID();
  const subject = `${url}/api/${user}`;
  const { json } = await ask('POST', `${subject}/tasks`, { body: { title: 'first' } });
  await ask('POST', `${subject}/tasks`, { body: { title: 'second' } });
  const { json: toggled } = await ask('PATCH', `${subject}/tasks/${json.id}/complete`);
  // Waits for the next millisecond, because the service could not distinguish two changes of one task in the same
  // millisecond.
  while (Date.now() <= Date.parse(toggled.updated_at)) await new Promise(setImmediate);
  return { url: subject, user, task: json.id };
}

async function changesOf({ url }: Subject): Promise<unknown[]> {
  return (await ask('GET', `${url}/changes?limit=500`)).json.changes;
}

async function purgeAll(tasks: TaskRepository, all: Instant): Promise<void> {
  let cursor = await tasks.purge({ changes: all, keys: all }, undefined);
  while (cursor !== undefined) cursor = await tasks.purge({ changes: all, keys: all }, cursor);
}
