import { expect } from 'chai';
import type { Change, Task } from '../../../tools/support/wire.ts';
import { CHECKS, type CheckName, check } from '../../../tools/torture/check.ts';
import type { Evidence } from '../../../tools/torture/evidence.ts';
import { BREAD, change, MILK, validEvidence } from '../../../tools/torture/fixtures.ts';
import type { Answer, Write } from '../../../tools/torture/ledger.ts';

const OATS = { title: 'oat milk', description: null, completed: false };

/** What is told in a made-up history, and what it must be. */
type Break = (evidence: Evidence) => Partial<Evidence>;

const BREACHES: [found: CheckName, breach: string, Break][] = [
  ['log', 'a seq is left out', ({ log }) => ({ log: log.toSpliced(2, 1) })],
  ['log', 'a seq is there twice', ({ log }) => ({ log: log.toSpliced(2, 0, log[1] as Change) })],
  ['log', 'a version is left out', ({ log }) => ({ log: log.with(6, change(7, 'reopened', MILK, 5, OATS)) })],
  ['log', 'a task begins at version 2', ({ log }) => ({ log: [change(1, 'created', MILK, 2, OATS), ...log.slice(1)] })],
  ['log', 'a task begins without being created', (all) => ({ log: inLog(all, 1, { kind: 'updated' }) })],
  ['log', 'a task is created twice', (all) => ({ log: inLog(all, 3, { kind: 'created' }) })],
  ['log', 'a task is restored that was there', (all) => ({ log: inLog(all, 3, { kind: 'restored' }) })],
  ['log', 'a flip is called an update', (all) => ({ log: inLog(all, 4, { kind: 'updated' }) })],
  ['log', 'an update is called a flip', (all) => ({ log: inLog(all, 3, { kind: 'completed' }) })],
  ['log', 'a completion is called a reopening', (all) => ({ log: inLog(all, 4, { kind: 'reopened' }) })],
  ['log', 'a deletion holds a task', (all) => ({ log: inLog(all, 5, { task: all.log[1]?.task ?? null }) })],
  ['log', 'what was deleted is updated', (all) => ({ log: inLog(all, 6, { kind: 'updated' }) })],
  ['log', 'what was deleted is deleted', (all) => ({ log: inLog(all, 6, { kind: 'deleted', task: null }) })],
  ['log', 'updated_at stands still', (all) => ({ log: inTask(all, 3, { updated_at: updatedAt(all, 1) }) })],
  [
    'log',
    'updated_at goes back over a deletion',
    (all) => ({ log: inTask(all, 6, { updated_at: updatedAt(all, 2) }) }),
  ],
  ['log', 'created_at changes', (all) => ({ log: inTask(all, 4, { created_at: '2026-01-01T00:00:00.000Z' }) })],
  ['log', 'a restoration changes created_at', (all) => ({ log: inTask(all, 6, { created_at: updatedAt(all, 6) }) })],
  ['log', 'a task changes its id', (all) => ({ log: inTask(all, 3, { id: BREAD }) })],
  ['log', "a task is another user's", (all) => ({ log: inTask(all, 3, { user_id: MILK }) })],
  ['stored', 'an acknowledged write is missing', ({ log }) => ({ log: log.slice(0, -1) })],
  [
    'stored',
    'a write is stored otherwise than it was answered',
    (all) => ({ log: inTask(all, 4, { description: 'x' }) }),
  ],
  ['stored', 'a write is stored under another version', (all) => answered(all, 'c0-1', { version: 7 })],
  ['stored', 'a write is stored for another task', (all) => ({ log: inLog(all, 5, { task_id: MILK }) })],
  ['stored', 'a creation is answered with 200', (all) => answered(all, 'c1-0', { status: 200 })],
  ['stored', 'a deletion is answered with something else', (all) => answered(all, 'c1-1', { text: '{}' })],
  ['stored', 'two keys share a seq', (all) => ({ writes: [...all.writes, { ...named(all, 'c0-4'), key: 'c9-9' }] })],
  ['stored', 'nobody asked for a change', (all) => ({ writes: without(all, 'c0-4') })],
  ['stored', 'nobody asked for a new task', (all) => ({ writes: without(all, 'c0-0') })],
  ['stored', 'what was refused was done all the same', (all) => ({ writes: refusedAfterAll(all, 0) })],
  ['stored', 'a lost write was done twice', doneTwice],
  ['stored', 'a creation was done twice', createdTwice],
  ['keys', 'a replay has other bytes', (all) => answered(all, 'c0-0', { text: '{}' })],
  ['keys', 'a replay has another seq', (all) => answered(all, 'c0-0', { seq: 2 })],
  ['keys', 'a replay has another status', (all) => answered(all, 'c0-0', { status: 200 })],
  ['keys', 'a replay has another version', (all) => answered(all, 'c0-0', { version: 2 })],
  ['keys', 'it was done anew', (all) => answered(all, 'c0-4', { replayed: false })],
  ['keys', 'it was refused after it was done', (all) => answered(all, 'c0-4', { status: 404 })],
  ['edits', 'a field was lost', (all) => ({ log: inTask(all, 3, { title: 'c0-0 milk' }) })],
  ['edits', 'a field was changed that was not sent', (all) => ({ log: inTask(all, 3, { description: 'x' }) })],
  ['edits', 'a set did not', (all) => ({ log: inTask(all, 4, { completed: false }) })],
  ['edits', 'a deletion did not', (all) => ({ log: inLog(all, 5, { task: all.log[1]?.task ?? null }) })],
  ['toggles', 'a toggle did not flip', (all) => ({ log: inTask(all, 7, { completed: true }) })],
  ['toggles', 'a toggle changed something else', (all) => ({ log: inTask(all, 7, { title: 'x' }) })],
  ['conditions', 'a write came after another version', (all) => changed(all, 'c0-1', { versions: [3] })],
  ['conditions', 'a set that changed nothing', (all) => changed(all, 'c0-3', { versions: [1] })],
  ['undos', 'an undo brought back something else', (all) => ({ log: inTask(all, 6, { title: 'x' }) })],
  ['undos', 'an undo went over what came after', (all) => changed(all, 'c1-2', { undoes: 2 })],
  ['undos', 'an undo was of nothing', (all) => changed(all, 'c1-2', { undoes: 99 })],
  ['answers', 'an error without a code', (all) => answered(all, 'c1-5', { text: 'Not Found' })],
  ['answers', 'an error of the server', (all) => answered(all, 'c1-5', { status: 500 })],
  ['answers', 'a code that never fits', (all) => answered(all, 'c1-5', { text: '{"code":"validation_failed"}' })],
  ['answers', 'a task that was never deleted is missing', (all) => changed(all, 'c1-5', { task: MILK })],
  ['answers', 'a task is missing that is back', (all) => answered(all, 'c1-5', { sent: 8, received: 9 })],
  ['answers', 'a task is missing that is still there', (all) => answered(all, 'c1-5', { sent: 3, received: 4 })],
  ['answers', 'a conflict with a version that is over', (all) => answered(all, 'c1-4', { sent: 8, received: 9 })],
  ['answers', 'a conflict with a version to come', (all) => answered(all, 'c1-4', { version: 4 })],
  ['answers', 'a conflict with a version that never was', (all) => answered(all, 'c1-4', { version: 9 })],
  ['answers', 'a conflict with the very version', (all) => answered(all, 'c1-4', { version: 2 })],
  ['answers', 'a conflict without a condition', (all) => changed(all, 'c1-4', { headers: {} })],
  [
    'answers',
    'a conflict over an id that is free',
    (all) => changed(all, 'c1-4', { operation: 'createAt', task: 'free' }),
  ],
  ['answers', 'an obstacle that came before', (all) => changed(all, 'c1-3', { undoes: 3 })],
  ['answers', 'an obstacle to come', (all) => answered(all, 'c1-3', { sent: 1, received: 2 })],
  ['answers', 'an obstacle of another task', (all) => changed(all, 'c1-3', { task: BREAD })],
  [
    'answers',
    'an obstacle that is not there',
    (all) => answered(all, 'c1-3', { text: '{"code":"change_in_the_way"}' }),
  ],
  ['copies', 'a change was never told', (all) => copied(all, { changes: all.log.slice(0, -1) })],
  ['copies', 'a change was told otherwise', (all) => copied(all, { changes: inTask(all, 7, { title: 'x' }) })],
  ['copies', 'a copy holds a task too few', (all) => copied(all, { tasks: all.copies[0]?.tasks.slice(1) ?? [] })],
  ['copies', 'the server lists a task too few', (all) => copied(all, { served: all.copies[0]?.served.slice(1) ?? [] })],
  [
    'copies',
    'the server lists in another order',
    (all) => copied(all, { served: all.copies[0]?.served.toReversed() ?? [] }),
  ],
  ['lists', 'a list is of another seq', (all) => ({ lists: all.lists.map((list) => ({ ...list, seq: 4 })) })],
  ['lists', 'a list is of the future', (all) => ({ lists: all.lists.map((list) => ({ ...list, seq: 8 })) })],
  ['lists', 'a list has a task too few', (all) => ({ lists: all.lists.map((list) => ({ ...list, tasks: [] })) })],
  [
    'lists',
    'a list has what its filter leaves out',
    (all) => ({ lists: all.lists.map((list) => ({ ...list, completed: true })) }),
  ],
  ['tasks', 'a version was told otherwise', (all) => seen(all, 0, { at: { version: 1 } })],
  ['tasks', 'a task at a seq was told otherwise', (all) => seen(all, 1, { at: { seq: 4 } })],
  ['tasks', 'a task was missing that was never deleted', (all) => seen(all, 2, { id: MILK })],
  ['tasks', 'a history is short', (all) => ({ histories: all.histories.map(({ id }) => ({ id, changes: [] })) })],
];

describe('the torture check', () => {
  it('finds nothing wrong where nothing is', () => {
    expect(check(validEvidence())).to.deep.equal([]);
  });

  it('lets a write be done whose answer was lost, and one that was refused at last', () => {
    const [all] = [validEvidence()];
    const lost = all.writes.map((write) => (write.key === 'c0-4' ? { ...write, answers: [], lost: 1 } : write));
    expect(check({ ...all, writes: lost })).to.deep.equal([]);
    expect(check({ ...all, writes: refusedAfterAll(all, 1) })).to.deep.equal([]);
  });

  for (const [name, breach, breaking] of BREACHES) {
    it(`finds under "${name}": ${breach}`, () => {
      const evidence = validEvidence();
      const found = check({ ...evidence, ...breaking(evidence) });
      expect(found.map((breach) => breach.check)).to.include(name);
    });
  }

  it('has seen every check fail', () => {
    const failed = new Set(BREACHES.map(([name]) => name));
    expect(Object.keys(CHECKS).filter((name) => name !== 'seen')).to.have.members([...failed]);
  });
});

function inLog({ log }: Evidence, seq: number, fields: Partial<Change>): Change[] {
  return log.map((change) => (change.seq === seq ? { ...change, ...fields } : change));
}

function inTask(all: Evidence, seq: number, fields: Partial<Task>): Change[] {
  const task = all.log[seq - 1]?.task as Task;
  return inLog(all, seq, { task: { ...task, ...fields } });
}

function updatedAt({ log }: Evidence, seq: number): string {
  return log[seq - 1]?.task?.updated_at as string;
}

function named({ writes }: Evidence, key: string): Write {
  return writes.find((write) => write.key === key) as Write;
}

function without({ writes }: Evidence, key: string): Write[] {
  return writes.filter((write) => write.key !== key);
}

function changed(all: Evidence, key: string, fields: Partial<Write>): Partial<Evidence> {
  return { writes: all.writes.map((write) => (write.key === key ? { ...write, ...fields } : write)) };
}

/** Its last answer was another one. */
function answered(all: Evidence, key: string, fields: Partial<Answer>): Partial<Evidence> {
  const { answers } = named(all, key);
  return changed(all, key, { answers: answers.with(-1, { ...(answers.at(-1) as Answer), ...fields }) });
}

/** The toggle, which was sent so often before without an answer, was refused in the end, for having been done. */
function refusedAfterAll(all: Evidence, lost: number): readonly Write[] {
  const [gone] = named(all, 'c1-5').answers as [Answer];
  const conflict = { ...gone, status: 412, version: 4, text: '{"code":"precondition_failed"}', sent: 8, received: 9 };
  const condition = { headers: { 'If-Match': '"3"' }, versions: [3] };
  return changed(all, 'c0-4', { ...condition, answers: [conflict], lost }).writes ?? [];
}

/** The deletion that was never answered is there, and there once more after it was restored. */
function doneTwice(all: Evidence): Partial<Evidence> {
  const content = all.log[1]?.task ?? null;
  const { title, description, completed } = content as Task;
  return {
    log: [
      ...all.log,
      change(8, 'deleted', BREAD, 4, null),
      change(9, 'restored', BREAD, 5, { title, description, completed }),
    ],
  };
}

/** A creation whose answers were all lost was done twice, while another lost one was not done at all. */
function createdTwice(all: Evidence): Partial<Evidence> {
  const content = { title: 'c9-0 twice', description: null, completed: false };
  const lost = { ...named(all, 'c0-0'), answers: [], lost: 2 };
  return {
    log: [...all.log, change(8, 'created', 'd', 1, content), change(9, 'created', 'e', 1, content)],
    writes: [...all.writes, { ...lost, key: 'c9-0' }, { ...lost, key: 'c9-1' }],
  };
}

function copied({ copies }: Evidence, fields: Partial<Evidence['copies'][number]>): Partial<Evidence> {
  return { copies: copies.map((copy) => ({ ...copy, ...fields })) };
}

function seen({ tasks }: Evidence, index: number, fields: Partial<Evidence['tasks'][number]>): Partial<Evidence> {
  return { tasks: tasks.map((task, at) => (at === index ? { ...task, ...fields } : task)) };
}
