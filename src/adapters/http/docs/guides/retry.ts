import { type Caller, type Example, post, put } from '../examples/example.ts';
import { BREAD, MILK, Samples } from '../examples/samples.ts';
import type { Guide } from './guide.ts';

/** Returns the guide to safe retries of requests whose answer was lost. */
export function retryGuide(caller: Caller): Guide {
  const samples = new Samples(caller);
  const bread = { title: 'Buy bread' };
  const key = { headers: { 'Idempotency-Key': 'bread-1' } };
  const created = { status: 201, body: samples.task(BREAD, bread.title) };
  return {
    id: 'retry',
    title: 'Retry without doing it twice',
    about: 'A repeated request runs once, and gets the same answer.',
    parts: [
      'An answer can get lost after the service has done what was asked. Give each change a key of its own in ' +
        '`Idempotency-Key`, and send the same request under the same key until an answer arrives:',
      post('/api/me/tasks', bread, created, key),
      'The repetition runs nothing. It gets the same answer for 24 hours, marked by `Idempotency-Replayed`:',
      post('/api/me/tasks', bread, { ...created, headers: { 'Idempotency-Replayed': 'true' } }, key),
      'The key of another request is a mistake, and changes nothing:',
      post('/api/me/tasks', { title: 'Buy cake' }, reused(), key),
      'A client can also choose the id of a new task. `If-None-Match: *` creates the task only if the id is new, so ' +
        'a repetition without a key gets `412` and overwrites nothing:',
      ownId(samples),
      'Retry after `408`, `429`, `500`, `503`, `504` and `idempotency_key_in_use`. Wait as long as `Retry-After` says, or ' +
        'a second if it is missing, and twice as long each time. All other errors stay until something changes.',
    ],
  };
}

function reused() {
  const detail = 'This Idempotency-Key was used for another request: use a new one';
  return { status: 422, body: { detail, code: 'idempotency_key_reused', request_id: '…' } };
}

function ownId(samples: Samples): Example {
  const got = { status: 201, headers: { ETag: '"1"' }, body: samples.task(MILK, 'Buy milk') };
  return put(`/api/me/tasks/${MILK}`, { title: 'Buy milk' }, got, { headers: { 'If-None-Match': '*' } });
}
