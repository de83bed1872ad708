import { type Caller, patch, post, put, remove } from '../examples/example.ts';
import { at, MILK, Samples } from '../examples/samples.ts';
import type { Guide } from './guide.ts';

/** Returns the guide to undoing changes. */
export function undoGuide(caller: Caller): Guide {
  const samples = new Samples(caller);
  const path = `/api/me/tasks/${MILK}`;
  const milk = samples.task(MILK, 'Buy milk');
  const back = samples.task(MILK, 'Buy milk', { updated_at: at(3) });
  const urgent = samples.task(MILK, 'Buy milk', { updated_at: at(4), priority: 'urgent' });
  const detail = 'Change 4 is in the way: it has changed the task since';
  return {
    id: 'undo',
    title: 'Undo a change',
    about: 'Every change can be undone while its tasks are as it left them.',
    parts: [
      'The answer to a change tells its number in `Taskport-Seq`:',
      put(
        path,
        { title: 'Buy milk' },
        { status: 201, headers: { 'Taskport-Seq': '1' }, body: milk },
        { headers: { 'If-None-Match': '*' } },
      ),
      remove(path, { status: 200, headers: { 'Taskport-Seq': '2' }, body: { ok: true } }),
      'Undo it by this number. The undo is a change, too, with a number of its own, so it can be undone:',
      post('/api/me/changes/2/undo', undefined, {
        status: 200,
        headers: { 'Taskport-Seq': '3' },
        body: samples.change(3, 'restored', MILK, 3, back),
      }),
      'A batch or an edit of many tasks is one operation. The number of any of its changes undoes all of them, or none.',
      'If a task has changed since, the undo is refused, and `conflicting_seq` names the last change of the task:',
      patch(path, { priority: 'urgent' }, { status: 200, headers: { 'Taskport-Seq': '4' }, body: urgent }),
      post('/api/me/changes/3/undo', undefined, {
        status: 409,
        body: { detail, code: 'change_in_the_way', request_id: '…', conflicting_seq: 4 },
      }),
      'To look back without changing anything, add `as_of=1` to a list or a task: it shows the state right after ' +
        'change 1.',
    ],
  };
}
