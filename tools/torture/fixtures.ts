import type { Change, Content, Kind, Task } from '../support/wire.ts';
import type { Evidence } from './evidence.ts';
import type { Answer, Write } from './ledger.ts';

// A small history that breaks no promise, for tests to alter.

export const MILK = '00000000-0000-4000-8000-00000000000a';
export const BREAD = '00000000-0000-4000-8000-00000000000b';
const USER = '00000000-0000-4000-8000-0000000000ff';

const milk = { title: 'c0-0 milk', description: null, completed: false };
const oats = { ...milk, title: 'oat milk' };
const bread = { title: 'c1-0 bread', description: 'dark', completed: false };

const log = [
  change(1, 'created', MILK, 1, milk),
  change(2, 'created', BREAD, 1, bread),
  change(3, 'updated', MILK, 2, oats),
  change(4, 'completed', MILK, 3, { ...oats, completed: true }),
  change(5, 'deleted', BREAD, 2, null),
  change(6, 'restored', BREAD, 3, bread),
  change(7, 'reopened', MILK, 4, oats),
];
const [created, put, , deleted, restored, flipped] = [log[0], log[2], log[3], log[4], log[5], log[6]] as Change[];

/** Returns evidence about the seven changes that breaks no promise. */
export function validEvidence(): Evidence {
  const tasks = [log[6], log[5]].map((change) => change?.task as Task);
  const copy = { changes: log, tasks: tasks.toReversed(), served: tasks.toSorted(byCreation), head: 7 };
  return structuredClone({
    user: USER,
    log,
    writes: writes(),
    copies: [{ ...copy, name: 'a follower' }],
    lists: [
      { what: 'a walk', seq: 5, completed: undefined, limit: 100, tasks: [log[3]?.task as Task] },
      { what: 'a first page', seq: 7, completed: false, limit: 1, tasks: [restored?.task as Task] },
    ],
    tasks: [
      { id: MILK, at: { version: 2 }, task: put?.task ?? null },
      { id: BREAD, at: { seq: 5 }, task: null },
      { id: BREAD, at: 'any time', task: null },
    ],
    histories: [{ id: BREAD, changes: log.filter(({ task_id }) => task_id === BREAD) }],
  });
}

/** Returns the writes behind the changes, and a deletion without an answer that was never executed. */
function writes(): Write[] {
  return [
    { ...write('create', 'c0-0', null, [done(created, 201), done(created, 201, true)]), content: milk },
    { ...write('createAt', 'c1-0', BREAD, [done(log[1], 201)]), content: bread },
    { ...write('put', 'c0-1', MILK, [done(put)]), content: { title: 'oat milk' }, versions: [1] },
    { ...write('set', 'c0-2', MILK, [done(log[3])]), content: { completed: true } },
    { ...write('set', 'c0-3', MILK, [done(log[3])]), content: { completed: true }, versions: [3] },
    write('delete', 'c1-1', BREAD, [{ ...done(deleted), version: null, text: '{"ok":true}' }]),
    { ...write('undo', 'c1-2', BREAD, [{ ...done(restored), text: JSON.stringify(restored) }]), undoes: 5 },
    { ...write('toggle', 'c0-4', MILK, [done(flipped), done(flipped, 200, true)]) },
    { ...write('undo', 'c1-3', MILK, [refused(409, { code: 'change_in_the_way', conflicting_seq: 3 })]), undoes: 1 },
    {
      ...write('put', 'c1-4', MILK, [{ ...refused(412, { code: 'precondition_failed' }, 5), version: 3 }]),
      ...forVersion(2),
    },
    write('put', 'c1-5', BREAD, [refused(404, { code: 'task_not_found' }, 5.6)]),
    { ...write('delete', 'c1-6', BREAD, []), lost: 2 },
  ];
}

function forVersion(version: number): Pick<Write, 'headers' | 'versions'> {
  return { headers: { 'If-Match': `"${version}"` }, versions: [version] };
}

function write(operation: Write['operation'], key: string, task: string | null, answers: Answer[]): Write {
  return {
    operation,
    key,
    task,
    answers,
    user: USER,
    startedAt: answers[0]?.sent ?? 0,
    method: 'ANY',
    path: '/',
    headers: {},
    content: {},
    lost: 0,
  };
}

function done(change: Change | undefined, status = 200, replayed = false): Answer {
  const { seq = 0, version = 0, task = null } = change ?? {};
  const [sent, received] = replayed ? [seq + 0.6, seq + 0.7] : [seq, seq + 0.5];
  return { status, seq, version, replayed, text: JSON.stringify(task), sent, received };
}

function refused(status: number, problem: object, sent = 8): Answer {
  return { status, seq: null, version: null, replayed: false, text: JSON.stringify(problem), sent, received: sent + 1 };
}

export function change(seq: number, kind: Kind, id: string, version: number, content: Content | null): Change {
  const at = `2026-01-01T00:00:00.00${seq}Z`;
  const created_at = `2026-01-01T00:00:00.00${id === MILK ? 1 : 2}Z`;
  const task = content === null ? null : { id, user_id: USER, ...content, created_at, updated_at: at };
  return { seq, at, kind, task_id: id, version, task };
}

function byCreation(one: Task, other: Task): number {
  return one.created_at < other.created_at ? 1 : -1;
}
