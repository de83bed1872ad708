import { randomUUID } from 'node:crypto';
import { parse, type Task } from '../../../support/wire.ts';
import type { Outcome } from '../../clients/caller.ts';
import type { Stage } from '../../environment/environment.ts';
import type { Drill } from '../drill.ts';

const WRITERS = 30;
const CHANGES_EACH = 20;
const CROWD = 100;

export const oneTask: Drill = {
  id: 'F16',
  name: 'one-task',
  promise: 'Many who change one task at once all succeed, and every change counts',
  bound: '30 writers, 20 changes each: all succeed, and the version says so many',
  excuses: [],
  async run(stage, verdict) {
    const path = await newTask(stage);
    let succeeded = 0;
    await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        for (let turn = 0; turn < CHANGES_EACH; turn++) {
          const { status } = await stage.caller.call({ method: 'PATCH', path: `${path}/complete` });
          if (status === 200) succeeded++;
        }
      }),
    );
    const all = WRITERS * CHANGES_EACH;
    const { headers } = await stage.caller.call({ path });
    verdict.note(`${succeeded} of ${all} succeeded`, succeeded === all);
    verdict.note(`the version is ${headers.etag}`, headers.etag === `"${all + 1}"`);
  },
};

export const oneVersion: Drill = {
  id: 'F17',
  name: 'one-version',
  promise: 'Of many who change the same version of a task, one does, and the others are told; no toggle is lost',
  bound: '100 PUTs for one ETag: 1 × 200, 99 × 412; 101 toggles at once: all counted',
  excuses: [],
  async run(stage, verdict) {
    const path = await newTask(stage);
    const put = (n: number) =>
      stage.caller.call({ method: 'PUT', path, headers: { 'If-Match': '"1"' }, body: { title: `by ${n}` } });
    const outcomes = await Promise.all(Array.from({ length: CROWD }, (_, n) => put(n)));
    verdict.note(
      `${count(outcomes, 200)} × 200, ${count(outcomes, 412)} × 412`,
      count(outcomes, 200) === 1 && count(outcomes, 412) === CROWD - 1,
    );
    const toggle = () => stage.caller.call({ method: 'PATCH', path: `${path}/complete` });
    const toggled = await Promise.all(Array.from({ length: CROWD + 1 }, toggle));
    const { text, headers } = await stage.caller.call({ path });
    const isCompleted = parse<Task>(text)?.completed;
    verdict.note(
      `${count(toggled, 200)} toggles, version ${headers.etag}, completed: ${isCompleted}`,
      headers.etag === `"${CROWD + 3}"` && isCompleted === true,
    );
  },
};

export const oneKey: Drill = {
  id: 'F12',
  name: 'one-key',
  promise: 'The same request under the same key is done once, and answered the same to the byte, after a restart, too',
  bound: '100 at once: one row, one answer to the byte, 409 meanwhile, 422 for another body',
  excuses: [],
  async run(stage, verdict) {
    const user = randomUUID();
    const key = randomUUID();
    const outcomes = await Promise.all(Array.from({ length: CROWD }, () => stage.caller.create(user, key)));
    const done = outcomes.filter(({ status }) => status === 201);
    await stage.server.end('SIGKILL');
    stage.raise();
    await stage.server.ready();
    const later = await stage.caller.create(user, key);
    const answers = new Set([...done, later].map(({ text }) => text));
    const list = await stage.caller.call({ path: `/api/${user}/tasks` });
    const rows = parse<Task[]>(list.text)?.length;
    verdict.note(
      `${done.length} × 201, ${count(outcomes, 409)} × 409`,
      done.length > 0 && done.length + count(outcomes, 409) === CROWD,
    );
    verdict.note(
      `${rows} row, ${answers.size} answer, also after a restart`,
      rows === 1 && answers.size === 1 && later.status === 201,
    );
    const headers = { 'Idempotency-Key': key };
    const other = await stage.caller.call({
      method: 'POST',
      path: `/api/${user}/tasks`,
      headers,
      body: { title: 'other' },
    });
    verdict.note(`${other.status} for another body`, other.status === 422);
  },
};

/** Where a new task is. */
async function newTask({ caller }: Stage): Promise<string> {
  const { headers } = await caller.create(randomUUID());
  return String(headers.location);
}

function count(outcomes: readonly Outcome[], status: number): number {
  return outcomes.filter((outcome) => outcome.status === status).length;
}
