import { randomUUID } from 'node:crypto';
import { parse, type Task } from '../../../support/wire.ts';
import type { CallResult } from '../../clients/caller.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Drill } from '../drill.ts';

const WRITERS = 30;
const CHANGES_EACH = 20;
const CONCURRENT = 100;

export const oneTask: Drill = {
  id: 'F16',
  name: 'one-task',
  promise: 'Many clients that change one task at once all succeed, and every change counts',
  bound: '30 clients, 20 changes each: all succeed, and the version counts each',
  excuses: [],
  async run(environment, verdict) {
    const path = await newTask(environment);
    let succeeded = 0;
    await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        for (let turn = 0; turn < CHANGES_EACH; turn++) {
          const { status } = await environment.caller.call({ method: 'PATCH', path: `${path}/complete` });
          if (status === 200) succeeded++;
        }
      }),
    );
    const all = WRITERS * CHANGES_EACH;
    const { headers } = await environment.caller.call({ path });
    verdict.note(`${succeeded} of ${all} succeeded`, succeeded === all);
    verdict.note(`the version is ${headers.etag}`, headers.etag === `"${all + 1}"`);
  },
};

export const oneVersion: Drill = {
  id: 'F17',
  name: 'one-version',
  promise:
    'Of many clients that change the same version of a task, one succeeds and the others get 412; no toggle is lost',
  bound: '100 PUTs for one ETag: 1 × 200, 99 × 412; 101 toggles at once: all counted',
  excuses: [],
  async run(environment, verdict) {
    const path = await newTask(environment);
    const put = (n: number) =>
      environment.caller.call({ method: 'PUT', path, headers: { 'If-Match': '"1"' }, body: { title: `by ${n}` } });
    const results = await Promise.all(Array.from({ length: CONCURRENT }, (_, n) => put(n)));
    verdict.note(
      `${count(results, 200)} × 200, ${count(results, 412)} × 412`,
      count(results, 200) === 1 && count(results, 412) === CONCURRENT - 1,
    );
    const toggle = () => environment.caller.call({ method: 'PATCH', path: `${path}/complete` });
    const toggled = await Promise.all(Array.from({ length: CONCURRENT + 1 }, toggle));
    const { text, headers } = await environment.caller.call({ path });
    const isCompleted = parse<Task>(text)?.completed;
    verdict.note(
      `${count(toggled, 200)} toggles, version ${headers.etag}, completed: ${isCompleted}`,
      headers.etag === `"${CONCURRENT + 3}"` && isCompleted === true,
    );
  },
};

export const oneKey: Drill = {
  id: 'F12',
  name: 'one-key',
  promise:
    'The same request under the same key is executed once, and its replays are equal to the byte, also after a restart',
  bound: '100 at once: one row, one answer to the byte, 409 while it is in progress, 422 for another body',
  excuses: [],
  async run(environment, verdict) {
    const user = randomUUID();
    const key = randomUUID();
    const results = await Promise.all(Array.from({ length: CONCURRENT }, () => environment.caller.create(user, key)));
    const done = results.filter(({ status }) => status === 201);
    await environment.server.end('SIGKILL');
    environment.startService();
    await environment.server.ready();
    const later = await environment.caller.create(user, key);
    const answers = new Set([...done, later].map(({ text }) => text));
    const list = await environment.caller.call({ path: `/api/${user}/tasks` });
    const rows = parse<Task[]>(list.text)?.length;
    verdict.note(
      `${done.length} × 201, ${count(results, 409)} × 409`,
      done.length > 0 && done.length + count(results, 409) === CONCURRENT,
    );
    verdict.note(
      `${rows} row, ${answers.size} answer, also after a restart`,
      rows === 1 && answers.size === 1 && later.status === 201,
    );
    const headers = { 'Idempotency-Key': key };
    const other = await environment.caller.call({
      method: 'POST',
      path: `/api/${user}/tasks`,
      headers,
      body: { title: 'other' },
    });
    verdict.note(`${other.status} for another body`, other.status === 422);
  },
};

/** Creates a task of a new user; returns the URL path of the task. */
async function newTask({ caller }: Environment): Promise<string> {
  const { headers } = await caller.create(randomUUID());
  return String(headers.location);
}

function count(results: readonly CallResult[], status: number): number {
  return results.filter((result) => result.status === status).length;
}
