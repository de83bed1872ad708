import { type Caller, get, patch, put } from '../examples/example.ts';
import { at, MILK, Samples } from '../examples/samples.ts';
import type { Guide } from './guide.ts';

/** Returns the guide for clients that keep a copy of the tasks and update it by the change log. */
export function syncGuide(caller: Caller): Guide {
  const samples = new Samples(caller);
  const path = `/api/me/tasks/${MILK}`;
  const milk = samples.task(MILK, 'Buy milk');
  const done = samples.task(MILK, 'Buy milk', { completed: true, updated_at: at(2), completed_at: at(2) });
  const completed = samples.change(2, 'completed', MILK, 2, done);
  return {
    id: 'sync',
    title: 'Keep a copy in sync',
    about: 'Read the list once, then only what has changed, deletions included.',
    parts: [
      'Say there is one task:',
      put(path, { title: 'Buy milk' }, { status: 201, body: milk }, { headers: { 'If-None-Match': '*' } }),
      '**1. Read the list**, all its pages along `Link`, and keep `Taskport-Seq` of the first page. It is the number of ' +
        'the last change that the list shows.',
      get(
        '/api/me/tasks',
        { status: 200, headers: { 'Taskport-Seq': '1' }, body: [milk] },
        { query: { limit: '100' } },
      ),
      'Meanwhile somebody completes the task:',
      patch(`${path}/complete`, { completed: true }, { status: 200, headers: { 'Taskport-Seq': '2' }, body: done }),
      '**2. Read what came after.** Put the task of each change into the copy; `null` is a deleted task. Keep ' +
        '`next_since` for the next request, and go on until `end` is true.',
      get(
        '/api/me/changes',
        { status: 200, body: { changes: [completed], next_since: 2, end: true } },
        { query: { since: '1' } },
      ),
      '**3. Wait for more.** With `wait=60` the request is answered as soon as there is a change, or after 60 seconds. A ' +
        'stream sends each change when it happens. `EventSource` reconnects by itself, and says by `Last-Event-ID` where.',
      get(
        '/api/me/changes',
        { status: 200, headers: { 'Content-Type': 'text/event-stream' }, body: eventOf(2, completed) },
        { query: { since: '1' }, headers: { Accept: 'text/event-stream' } },
      ),
      'The log keeps changes for 90 days or longer. A client that was away for longer gets `410` `seq_gone`, and begins ' +
        'again with the list. With `filter` the feed has only changes that concern the filter, each with `match`: ' +
        '`entered`, `changed` or `left`.',
    ],
  };
}

/** Returns a change as a Server-Sent Event. */
function eventOf(seq: number, change: object): string {
  return `id: ${seq}\ndata: ${JSON.stringify(change)}`;
}
