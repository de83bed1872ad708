import { type Caller, type Example, get, patch, post, put, remove } from './example.ts';
import { at, BREAD, MILK, RENT, Samples } from './samples.ts';

/** Returns the examples for the API operations on tasks, by operation id, in the order in which a test sends them. */
export function taskExamples(caller: Caller): Record<string, readonly Example[]> {
  const samples = new Samples(caller);
  const milk = { due: '2026-11-23', tags: ['shop'] };
  const urgent = { ...milk, priority: 'high', updated_at: at(2) };
  const rent = { priority: 'high', list: 'Home', due: '2026-11-30' };
  const mum = { list: 'Home', due: '2026-11-24T14:30[Europe/Berlin]' };
  const two = { ...urgent, description: 'two litres' };
  return {
    createTask: [
      post(
        '/api/me/tasks',
        { title: 'Buy milk', ...milk },
        {
          status: 201,
          headers: { ETag: '"1"', 'Taskport-Seq': '1', Location: `…/tasks/${MILK}` },
          body: samples.task(MILK, 'Buy milk', milk),
        },
      ),
    ],
    listTasks: [
      get(
        '/api/me/tasks',
        { status: 200, headers: { 'Taskport-Seq': '1' }, body: [samples.task(MILK, 'Buy milk', milk)] },
        { query: { filter: 'not completed and due < today+7d', sort: 'due,-priority', tz: 'Europe/Berlin' } },
      ),
    ],
    editMatchingTasks: [
      patch(
        '/api/me/tasks',
        { priority: 'high' },
        { status: 200, body: { matched: 1, changed: 1, operation: 2 } },
        { query: { filter: 'tag=shop', max_affected: '10' } },
      ),
    ],
    deleteMatchingTasks: [
      remove(
        '/api/me/tasks',
        { status: 200, body: { matched: 1, changed: 0, operation: null } },
        { query: { filter: 'tag=shop', max_affected: '10', dry_run: 'true' } },
      ),
    ],
    changeTasks: [
      post(
        '/api/me/tasks/batch',
        {
          operations: [
            { op: 'create', task: { title: 'Pay rent', ...rent } },
            { op: 'create', task: { title: 'Call mum', ...mum } },
            { op: 'edit', id: MILK, version: 2, task: { description: 'two litres' } },
          ],
        },
        {
          status: 200,
          headers: { 'Taskport-Seq': '5' },
          body: {
            results: [
              { status: 201, task: samples.task(RENT, 'Pay rent', rent) },
              { status: 201, task: '…' },
              { status: 200, task: '…' },
            ],
            operation: 3,
          },
        },
      ),
    ],
    listTags: [get('/api/me/tags', { status: 200, body: [{ name: 'shop', open: 1, total: 1 }] })],
    listLists: [get('/api/me/lists', { status: 200, body: [{ name: 'Home', open: 2, total: 2 }] })],
    getTask: [
      get(`/api/me/tasks/${MILK}`, {
        status: 200,
        headers: { ETag: '"3"' },
        body: samples.task(MILK, 'Buy milk', two),
      }),
    ],
    editTask: [
      put(
        `/api/me/tasks/${BREAD}`,
        { title: 'Buy bread' },
        {
          status: 201,
          headers: { ETag: '"1"', 'Taskport-Seq': '6', Location: `…/tasks/${BREAD}` },
          body: samples.task(BREAD, 'Buy bread'),
        },
        { headers: { 'If-None-Match': '*' } },
      ),
    ],
    patchTask: [
      patch(
        `/api/me/tasks/${BREAD}`,
        { description: 'rye', add_tags: ['shop'] },
        {
          status: 200,
          headers: { ETag: '"2"', 'Taskport-Seq': '7' },
          body: samples.task(BREAD, 'Buy bread', { description: 'rye', updated_at: at(7), tags: ['shop'] }),
        },
        { headers: { 'If-Match': '"1"' } },
      ),
    ],
    deleteTask: [
      remove(`/api/me/tasks/${BREAD}`, { status: 200, headers: { 'Taskport-Seq': '8' }, body: { ok: true } }),
    ],
    toggleCompletion: [
      patch(
        `/api/me/tasks/${MILK}/complete`,
        { completed: true },
        {
          status: 200,
          headers: { ETag: '"4"', 'Taskport-Seq': '9' },
          body: samples.task(MILK, 'Buy milk', { ...two, completed: true, updated_at: at(9), completed_at: at(9) }),
        },
      ),
    ],
  };
}
