import { expect } from 'chai';
import type { Change, Content, Task } from '../../../tools/support/wire.ts';
import { CHECKS, type CheckName, check } from '../../../tools/torture/check.ts';
import type { Evidence } from '../../../tools/torture/evidence.ts';
import { validEvidence } from '../../../tools/torture/fixtures/evidence.ts';
import { BREAD, change, EGGS, MILK, OATS, RYE } from '../../../tools/torture/fixtures/log.ts';
import type { Answer, Write } from '../../../tools/torture/ledger.ts';
import type { Step } from '../../../tools/torture/requests/step.ts';

/** A function that damages a valid log or valid responses, so that one of the checks must report a broken promise. */
type Break = (evidence: Evidence) => Partial<Evidence>;

const BREACHES: [found: CheckName, breach: string, Break][] = [
  ['log', 'a seq is missing from the log', ({ log }) => ({ log: log.toSpliced(2, 1) })],
  ['log', 'a seq is in the log twice', ({ log }) => ({ log: log.toSpliced(2, 0, log[1] as Change) })],
  ['log', 'a task skips a version', ({ log }) => ({ log: log.with(6, change(7, 'reopened', MILK, 5, OATS)) })],
  ['log', 'a task begins at version 2', ({ log }) => ({ log: [change(1, 'created', MILK, 2, OATS), ...log.slice(1)] })],
  ['log', 'a task begins without being created', (all) => ({ log: withEntry(all, 1, { kind: 'updated' }) })],
  ['log', 'a task is created twice', (all) => ({ log: withEntry(all, 3, { kind: 'created' }) })],
  ['log', 'a task is restored that was not deleted', (all) => ({ log: withEntry(all, 3, { kind: 'restored' }) })],
  ['log', 'a toggle is logged as an update', (all) => ({ log: withEntry(all, 4, { kind: 'updated' }) })],
  ['log', 'an update is logged as a toggle', (all) => ({ log: withEntry(all, 3, { kind: 'completed' }) })],
  ['log', 'a completion is logged as a reopening', (all) => ({ log: withEntry(all, 4, { kind: 'reopened' }) })],
  [
    'log',
    'a deletion is logged with a task',
    (all) => ({ log: withEntry(all, 5, { task: all.log[1]?.task ?? null }) }),
  ],
  ['log', 'a deleted task is updated', (all) => ({ log: withEntry(all, 6, { kind: 'updated' }) })],
  ['log', 'a deleted task is deleted again', (all) => ({ log: withEntry(all, 6, { kind: 'deleted', task: null }) })],
  ['log', 'updated_at stays the same', (all) => ({ log: withTask(all, 3, { updated_at: updatedAt(all, 1) }) })],
  [
    'log',
    'updated_at goes back over a deletion',
    (all) => ({ log: withTask(all, 6, { updated_at: updatedAt(all, 2) }) }),
  ],
  ['log', 'created_at changes', (all) => ({ log: withTask(all, 4, { created_at: '2026-01-01T00:00:00.000Z' }) })],
  ['log', 'a restoration changes created_at', (all) => ({ log: withTask(all, 6, { created_at: updatedAt(all, 6) }) })],
  [
    'log',
    'an open task has a time of completion',
    (all) => ({ log: withTask(all, 7, { completed_at: updatedAt(all, 4) }) }),
  ],
  ['log', 'a completed task has no time of completion', (all) => ({ log: withTask(all, 4, { completed_at: null }) })],
  ['log', 'a task changes its id', (all) => ({ log: withTask(all, 3, { id: BREAD }) })],
  ['log', "a task is another user's", (all) => ({ log: withTask(all, 3, { user_id: MILK }) })],
  ['log', 'a change has no author', (all) => ({ log: withEntry(all, 3, { actor: null }) })],
  [
    'log',
    'a change has another user as its author',
    (all) => ({ log: withEntry(all, 3, { actor: { user: MILK, kind: 'open', id: null } }) }),
  ],
  ['stored', 'an acknowledged write is missing', ({ log }) => ({ log: log.slice(0, -1) })],
  [
    'stored',
    'a write is stored with other content than its response had',
    (all) => ({ log: withTask(all, 4, { description: 'x' }) }),
  ],
  [
    'stored',
    'a write is stored under another version than its response names',
    (all) => answered(all, 'c0-1', { version: 7 }),
  ],
  [
    'stored',
    'a write is stored for another task than the request named',
    (all) => ({ log: withEntry(all, 5, { task_id: MILK }) }),
  ],
  ['stored', 'a creation is answered with 200', (all) => answered(all, 'c1-0', { status: 200 })],
  ['stored', 'a deletion is answered with a wrong body', (all) => answered(all, 'c1-1', { text: '{}' })],
  ['stored', 'two writes share a seq', (all) => ({ writes: [...all.writes, { ...named(all, 'c0-4'), key: 'c9-9' }] })],
  ['stored', 'the log has a change that no client requested', (all) => ({ writes: without(all, 'c0-4') })],
  ['stored', 'the log has a new task that no client requested', (all) => ({ writes: without(all, 'c0-0') })],
  ['stored', 'a rejected write was stored', (all) => ({ writes: rejectedAtLast(all, 0) })],
  ['stored', 'a write with a lost response was stored twice', doneTwice],
  ['stored', 'a creation was stored twice', createdTwice],
  ['keys', 'a replay has another body than the first response', (all) => answered(all, 'c0-0', { text: '{}' })],
  ['keys', 'a replay has another seq than the first response', (all) => answered(all, 'c0-0', { seq: 2 })],
  ['keys', 'a replay has another status than the first response', (all) => answered(all, 'c0-0', { status: 200 })],
  ['keys', 'a replay has another version than the first response', (all) => answered(all, 'c0-0', { version: 2 })],
  ['keys', 'a retry was executed again instead of replayed', (all) => answered(all, 'c0-4', { replayed: false })],
  ['keys', 'a retry was rejected after the write was stored', (all) => answered(all, 'c0-4', { status: 404 })],
  ['edits', 'an edit of a field was lost', (all) => ({ log: withTask(all, 3, { title: 'c0-0 milk' }) })],
  ['edits', 'a field was changed that was not sent', (all) => ({ log: withTask(all, 3, { description: 'x' }) })],
  ['edits', 'a request that sets completed had no effect', (all) => ({ log: withTask(all, 4, { completed: false }) })],
  ['edits', 'a deletion had no effect', (all) => ({ log: withEntry(all, 5, { task: all.log[1]?.task ?? null }) })],
  ['edits', 'a tag was not added', (all) => ({ log: withTask(all, 9, { tags: [] }) })],
  ['edits', 'an edit of a priority was lost', (all) => ({ log: withTask(all, 9, { priority: 'none' }) })],
  ['edits', 'an edit lost the list of a task', (all) => ({ log: withTask(all, 12, { list: null }) })],
  [
    'toggles',
    'a toggle sets another completion time than the time of the change',
    (all) => ({ log: withTask(all, 10, { completed_at: updatedAt(all, 3) }) }),
  ],
  ['edits', 'a creation changed an existing task', (all) => stepped(all, 'c0-1', { op: 'create' })],
  ['toggles', 'a toggle did not change completed', (all) => ({ log: withTask(all, 7, { completed: true }) })],
  ['toggles', 'a toggle changed another field', (all) => ({ log: withTask(all, 7, { title: 'x' }) })],
  [
    'conditions',
    'a conditional write replaced another version than it named',
    (all) => stepped(all, 'c0-1', { versions: [3] }),
  ],
  [
    'conditions',
    'a conditional write without effect found another version than it named',
    (all) => stepped(all, 'c0-3', { versions: [1] }),
  ],
  [
    'undos',
    'an undo restored another state than the one before the change',
    (all) => ({ log: withTask(all, 6, { title: 'x' }) }),
  ],
  ['undos', 'an undo overwrote a later change', (all) => changed(all, 'c1-2', { undoes: 2 })],
  [
    'undos',
    'an undo restored another time of completion than the one before the change',
    (all) => ({ log: withTask(all, 16, { completed_at: updatedAt(all, 16) }) }),
  ],
  ['undos', 'an undo of an operation left one of its changes', (all) => ({ log: all.log.toSpliced(13, 1) })],
  [
    'undos',
    'an undo of an operation reverted another task, too',
    (all) => ({ log: withEntry(all, 15, { operation: 13 }) }),
  ],
  ['undos', 'an undo named a change that does not exist', (all) => changed(all, 'c1-2', { undoes: 99 })],
  [
    'operations',
    'a change of another request is between the changes of an operation',
    (all) => ({ log: withEntry(all, 9, { operation: 9 }) }),
  ],
  [
    'operations',
    'a change names an operation that never began',
    (all) => ({ log: withEntry(all, 3, { operation: 1 }) }),
  ],
  ['batches', 'a command of a batch request made no change', (all) => ({ log: withEntry(all, 10, { operation: 10 }) })],
  [
    'batches',
    'a batch request made a change that no command asked for',
    (all) => ({ log: withEntry(all, 11, { operation: 8 }) }),
  ],
  ['batches', 'the commands of a batch request ran in another order than they were sent', reordered],
  [
    'batches',
    'the response to a batch request has another result',
    (all) => answeredFirst(all, 'c2-0', { text: '{"results":[],"operation":8}' }),
  ],
  [
    'stored',
    'a batch request is answered with another seq than its changes have',
    (all) => answeredFirst(all, 'c2-0', { seq: 9 }),
  ],
  [
    'stored',
    'a refused batch request was stored',
    (all) => changed(all, 'c2-0', { answers: named(all, 'c3-1').answers }),
  ],
  ['stored', 'a batch request was stored again under the same key', repeated],
  ['stored', 'a write of one task made two changes', (all) => ({ log: withEntry(all, 16, { operation: 15 }) })],
  ['keys', 'a batch request was run again under the same key', (all) => answered(all, 'c2-0', { replayed: false })],
  [
    'conditions',
    'a command of a batch request found another version than it named',
    (all) => ({ writes: all.writes.map(withoutMatch) }),
  ],
  [
    'matching',
    'an edit by filter changed a task that does not match',
    (all) => ({ log: withTask(all, 8, { tags: [] }) }),
  ],
  ['matching', 'an edit by filter missed a match', (all) => matched(all, 'c2-6', { edit: { list: 'Work' } })],
  [
    'matching',
    'an edit by filter changed a task that already had the new values',
    (all) => ({ log: withTask(all, 8, { list: 'Work' }) }),
  ],
  [
    'matching',
    'an edit by filter counted other changes than its own',
    (all) => answered(all, 'c2-1', { text: report(2, 1, 11) }),
  ],
  [
    'matching',
    'a deletion by filter counted more matches than there were',
    (all) => answered(all, 'c2-9', { text: report(2, 1, 17) }),
  ],
  ['matching', 'an edit by filter exceeded max_affected', (all) => matched(all, 'c2-1', { max: 1 })],
  [
    'matching',
    'a dry run counted more matches than there were',
    (all) => answered(all, 'c2-5', { text: report(3, 0, null) }),
  ],
  ['answers', 'a deletion by filter was refused although few tasks matched', (all) => matched(all, 'c2-4', { max: 2 })],
  [
    'answers',
    'a deletion by filter was refused with a wrong count',
    (all) => answered(all, 'c2-4', { text: '{"code":"too_many_affected","matched":3}' }),
  ],
  [
    'answers',
    'the error of a batch request names a command that the request does not have',
    (all) => answered(all, 'c3-0', { text: '{"code":"task_not_found","loc":["body","operations",2]}' }),
  ],
  [
    'answers',
    'a batch request calls a task missing that was never deleted',
    (all) => answered(all, 'c3-0', { text: '{"code":"task_not_found","loc":["body","operations",0]}' }),
  ],
  [
    'answers',
    'a batch request was refused for the version that it named',
    (all) => answered(all, 'c3-1', { sent: 12.9, received: 12.95 }),
  ],
  [
    'answers',
    'an undo conflict names a change of the undone operation',
    (all) => answered(all, 'c2-3', { text: '{"code":"change_in_the_way","conflicting_seq":9}' }),
  ],
  ['answers', 'an error has no code', (all) => answered(all, 'c1-5', { text: 'Not Found' })],
  ['answers', 'the server answered 500', (all) => answered(all, 'c1-5', { status: 500 })],
  [
    'answers',
    'an error code does not fit the request',
    (all) => answered(all, 'c1-5', { text: '{"code":"validation_failed"}' }),
  ],
  ['answers', 'a task that was never deleted is not found', (all) => stepped(all, 'c1-5', { task: MILK })],
  ['answers', 'a task is not found after it was restored', (all) => answered(all, 'c1-5', { sent: 8, received: 9 })],
  ['answers', 'a task is not found before it was deleted', (all) => answered(all, 'c1-5', { sent: 3, received: 4 })],
  [
    'answers',
    'a conflict has a version that was replaced before the request',
    (all) => answered(all, 'c1-4', { sent: 8, received: 9 }),
  ],
  [
    'answers',
    'a conflict has a version that was written after the request',
    (all) => answered(all, 'c1-4', { version: 4 }),
  ],
  ['answers', 'a conflict has a version that never existed', (all) => answered(all, 'c1-4', { version: 9 })],
  ['answers', 'a conflict has the version that the request named', (all) => answered(all, 'c1-4', { version: 2 })],
  [
    'answers',
    'a conflict occurred without a precondition',
    (all) => ({ ...changed(all, 'c1-4', { headers: {}, steps: [{ op: 'edit', task: MILK, edit: {} }] }) }),
  ],
  [
    'answers',
    'a creation conflicted although no task had its id',
    (all) => stepped(all, 'c1-4', { op: 'create', task: 'free' }),
  ],
  ['answers', 'an undo conflict names an earlier change', (all) => changed(all, 'c1-3', { undoes: 3 })],
  [
    'answers',
    'an undo conflict names a change that was made after the request',
    (all) => answered(all, 'c1-3', { sent: 1, received: 2 }),
  ],
  ['answers', 'an undo conflict names a change of another task', (all) => changed(all, 'c1-3', { undoes: 2 })],
  [
    'answers',
    'an undo conflict names no change',
    (all) => answered(all, 'c1-3', { text: '{"code":"change_in_the_way"}' }),
  ],
  ['copies', 'a follower did not get a change', (all) => copied(all, { changes: all.log.slice(0, -1) })],
  [
    'copies',
    'a follower got a change with other content than the log has',
    (all) => copied(all, { changes: withTask(all, 7, { title: 'x' }) }),
  ],
  [
    'copies',
    'the copy of a follower lacks a task',
    (all) => copied(all, { tasks: all.copies[0]?.tasks.slice(1) ?? [] }),
  ],
  [
    'copies',
    'the list of the server lacks a task',
    (all) => copied(all, { served: all.copies[0]?.served.slice(1) ?? [] }),
  ],
  [
    'copies',
    'the server lists tasks in the wrong order',
    (all) => copied(all, { served: all.copies[0]?.served.toReversed() ?? [] }),
  ],
  [
    'lists',
    'a list has a seq at which the log gives other tasks',
    (all) => ({ lists: all.lists.map((list) => ({ ...list, seq: 4 })) }),
  ],
  [
    'lists',
    'a list has a seq after the end of the log',
    (all) => ({ lists: all.lists.map((list) => ({ ...list, seq: 99 })) }),
  ],
  [
    'lists',
    'a list by tag lacks a task',
    (all) => ({ lists: [{ ...(all.lists[2] as (typeof all.lists)[0]), tasks: [] }] }),
  ],
  ['lists', 'a list lacks a task', (all) => ({ lists: all.lists.map((list) => ({ ...list, tasks: [] })) })],
  [
    'lists',
    'a list has a task that its filter excludes',
    (all) => ({ lists: all.lists.map((list) => ({ ...list, conditions: { completed: true } })) }),
  ],
  [
    'tasks',
    'a version of a task was read with other content than the log has',
    (all) => seen(all, 0, { at: { version: 1 } }),
  ],
  [
    'tasks',
    'a task as of a seq was read with other content than the log has',
    (all) => seen(all, 1, { at: { seq: 4 } }),
  ],
  ['tasks', 'a task that was never deleted was not found', (all) => seen(all, 2, { id: EGGS })],
  ['tasks', 'a history lacks changes', (all) => ({ histories: all.histories.map(({ id }) => ({ id, changes: [] })) })],
];

describe('the checks of the change log and all responses after a torture run, in which clients send random requests', () => {
  it('report nothing for a log and responses in which the service kept all its promises', () => {
    expect(check(validEvidence())).to.deep.equal([]);
  });

  it('accept a write in the log whose response was lost, even if the last retry of the write was rejected', () => {
    const [all] = [validEvidence()];
    const lost = all.writes.map((write) => (write.key === 'c0-4' ? { ...write, answers: [], lost: 1 } : write));
    expect(check({ ...all, writes: lost })).to.deep.equal([]);
    expect(check({ ...all, writes: rejectedAtLast(all, 1) })).to.deep.equal([]);
  });

  for (const [name, breach, breaking] of BREACHES) {
    it(`include the check "${name}", which reports a broken promise when ${breach}`, () => {
      const evidence = validEvidence();
      const found = check({ ...evidence, ...breaking(evidence) });
      expect(found.map((breach) => breach.check)).to.include(name);
    });
  }

  it('are each tested with at least one broken promise, except the check "seen", which clients run themselves', () => {
    const failed = new Set(BREACHES.map(([name]) => name));
    expect(Object.keys(CHECKS).filter((name) => name !== 'seen')).to.have.members([...failed]);
  });
});

function withEntry({ log }: Evidence, seq: number, fields: Partial<Change>): Change[] {
  return log.map((change) => (change.seq === seq ? { ...change, ...fields } : change));
}

function withTask(all: Evidence, seq: number, fields: Partial<Task>): Change[] {
  const task = all.log[seq - 1]?.task as Task;
  return withEntry(all, seq, { task: { ...task, ...fields } });
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

/** Returns the writes, with `fields` replaced in the first step of the write with this idempotency key. */
function stepped(all: Evidence, key: string, fields: Partial<Step>): Partial<Evidence> {
  const [first, ...others] = named(all, key).steps as [Step];
  return changed(all, key, { steps: [{ ...first, ...fields }, ...others] });
}

/** Returns the writes, with `fields` replaced in the first response to the write with this idempotency key. */
function answeredFirst(all: Evidence, key: string, fields: Partial<Answer>): Partial<Evidence> {
  const { answers } = named(all, key);
  return changed(all, key, { answers: answers.with(0, { ...(answers[0] as Answer), ...fields }) });
}

/** Returns the writes, with `fields` replaced in the last response to the write with this idempotency key. */
function answered(all: Evidence, key: string, fields: Partial<Answer>): Partial<Evidence> {
  const { answers } = named(all, key);
  return changed(all, key, { answers: answers.with(-1, { ...(answers.at(-1) as Answer), ...fields }) });
}

/** Returns the writes, changed so that a toggle lost `lost` responses and its last retry got a 412 response. */
function rejectedAtLast(all: Evidence, lost: number): readonly Write[] {
  const [notFound] = named(all, 'c1-5').answers as [Answer];
  const conflict = {
    ...notFound,
    status: 412,
    version: 4,
    text: '{"code":"precondition_failed"}',
    sent: 8,
    received: 9,
  };
  const condition = {
    headers: { 'If-Match': '"3"' },
    steps: [{ op: 'toggle' as const, task: MILK, edit: {}, versions: [3] }],
  };
  return changed(all, 'c0-4', { ...condition, answers: [conflict], lost }).writes ?? [];
}

/** Returns a log with a deletion that a lost request explains, and a restoration that no request explains. */
function doneTwice({ log }: Evidence): Partial<Evidence> {
  return { log: [...log, change(18, 'deleted', BREAD, 7, null), change(19, 'restored', BREAD, 8, RYE)] };
}

/** Returns evidence with two creations whose responses were lost: one is stored twice, the other is not stored. */
function createdTwice(all: Evidence): Partial<Evidence> {
  const create = (key: string, content: Content): Write => {
    const steps = [{ op: 'create' as const, task: null, edit: content }];
    return { ...named(all, 'c0-0'), key, steps, answers: [], lost: 2 };
  };
  const twice = { ...OATS, title: 'c9-0 twice' };
  return {
    log: [...all.log, change(18, 'created', 'd', 1, twice), change(19, 'created', 'e', 1, twice)],
    writes: [...all.writes, create('c9-0', twice), create('c9-1', { ...OATS, title: 'c9-1 never' })],
  };
}

/** Returns a log in which a batch request with an idempotency key was executed a second time. */
function repeated({ log }: Evidence): Partial<Evidence> {
  return {
    log: [...log, change(18, 'reopened', BREAD, 7, RYE), change(19, 'updated', EGGS, 4, OATS, { operation: 18 })],
  };
}

/** Returns a log in which two changes of a batch request are in the wrong order. */
function reordered({ log }: Evidence): Partial<Evidence> {
  const [updated, completed] = [log[8], log[9]] as [Change, Change];
  return { log: log.with(8, { ...completed, seq: 9 }).with(9, { ...updated, seq: 10 }) };
}

function withoutMatch(write: Write): Write {
  return { ...write, steps: write.steps.map((step) => ({ ...step, ...(step.versions && { versions: [99] }) })) };
}

function matched(all: Evidence, key: string, fields: Partial<Write['matching']>): Partial<Evidence> {
  const { matching } = named(all, key);
  return changed(all, key, { matching: { ...(matching as NonNullable<Write['matching']>), ...fields } });
}

function report(matched: number, changed: number, operation: number | null): string {
  return JSON.stringify({ matched, changed, operation });
}

function copied({ copies }: Evidence, fields: Partial<Evidence['copies'][number]>): Partial<Evidence> {
  return { copies: copies.map((copy) => ({ ...copy, ...fields })) };
}

function seen({ tasks }: Evidence, index: number, fields: Partial<Evidence['tasks'][number]>): Partial<Evidence> {
  return { tasks: tasks.map((task, at) => (at === index ? { ...task, ...fields } : task)) };
}
