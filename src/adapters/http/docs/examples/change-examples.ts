import { type Caller, type Example, get, post } from './example.ts';
import { at, BREAD, MILK, Samples } from './samples.ts';

/** Returns the examples for the API operations on the change log, which contains the changes of the task examples. */
export function changeExamples(caller: Caller): Record<string, readonly Example[]> {
  const samples = new Samples(caller);
  const milk = { description: 'two litres', priority: 'high', tags: ['shop'], due: '2026-11-23' };
  const done = samples.task(MILK, 'Buy milk', { ...milk, completed: true, updated_at: at(9), completed_at: at(9) });
  const first = samples.task(MILK, 'Buy milk', { tags: ['shop'], due: '2026-11-23' });
  const bread = { description: 'rye', updated_at: at(10), tags: ['shop'] };
  return {
    readChanges: [
      get(
        '/api/me/changes',
        {
          status: 200,
          body: {
            changes: [samples.change(8, 'deleted', BREAD, 3, null), samples.change(9, 'completed', MILK, 4, done)],
            ...{ next_since: 9, end: true },
          },
        },
        { query: { since: '7' } },
      ),
    ],
    readHistory: [
      get(
        `/api/me/tasks/${MILK}/history`,
        {
          status: 200,
          body: { changes: [samples.change(1, 'created', MILK, 1, first)], next_since: 1, end: false },
        },
        { query: { limit: '1' } },
      ),
    ],
    undoChange: [
      post('/api/me/changes/8/undo', undefined, {
        status: 200,
        headers: { ETag: '"4"', 'Taskport-Seq': '10' },
        body: samples.change(10, 'restored', BREAD, 4, samples.task(BREAD, 'Buy bread', bread)),
      }),
    ],
  };
}
