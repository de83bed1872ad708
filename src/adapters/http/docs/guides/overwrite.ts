import { type Caller, patch, put } from '../examples/example.ts';
import { at, MILK, Samples } from '../examples/samples.ts';
import type { Guide } from './guide.ts';

/** Returns the guide to concurrent edits by several clients. */
export function overwriteGuide(caller: Caller): Guide {
  const samples = new Samples(caller);
  const path = `/api/me/tasks/${MILK}`;
  const first = { headers: { 'If-Match': '"1"' } };
  const edited = { description: 'two litres', updated_at: at(2) };
  return {
    id: 'overwrite',
    title: 'Overwrite nothing unseen',
    about: 'An edit is refused if somebody else was faster.',
    parts: [
      'Each answer with a task has its version in `ETag`:',
      put(
        path,
        { title: 'Buy milk' },
        { status: 201, headers: { ETag: '"1"' }, body: samples.task(MILK, 'Buy milk') },
        { headers: { 'If-None-Match': '*' } },
      ),
      'Send the version that you have seen as `If-Match`:',
      patch(
        path,
        { description: 'two litres' },
        { status: 200, headers: { ETag: '"2"' }, body: samples.task(MILK, 'Buy milk', edited) },
        first,
      ),
      'A client that has seen version 1 only is refused, and told the current version:',
      patch(
        path,
        { description: 'one litre' },
        { status: 412, headers: { ETag: '"2"' }, body: { ...REFUSED, request_id: '…' } },
        first,
      ),
      'Read the task, decide again, and send the edit with the new version. In a batch, `version` does the same for each ' +
        'operation.',
    ],
  };
}

const REFUSED = {
  detail: 'A precondition of the request does not hold: read the current version, then retry',
  code: 'precondition_failed',
};
