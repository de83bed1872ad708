import { expect } from 'chai';
import fc from 'fast-check';
import { type Change, changedAt, kindOf, revert, type Seq, type TaskState } from '../../src/domain/changes/change.ts';
import { instant } from '../../src/domain/instant.ts';
import { hasSameContent } from '../../src/domain/tasks/content.ts';
import { description } from '../../src/domain/tasks/description.ts';
import { check, PreconditionFailed } from '../../src/domain/tasks/precondition.ts';
import { DeletedTask, type Task } from '../../src/domain/tasks/task.ts';
import { title } from '../../src/domain/tasks/title.ts';
import type { Version } from '../../src/domain/tasks/version.ts';
import { someTask } from '../support/tasks.ts';

const NOW = instant(1_760_000_000_000);
const open = someTask({ updatedAt: NOW });
const done = open.toggle(NOW);
const deleted = done.delete(NOW);

describe('a change', () => {
  const kinds: [kind: string, before: TaskState | undefined, after: TaskState][] = [
    ['created', undefined, open],
    ['created', undefined, done],
    ['updated', open, open.edit({ title: title('Other') }, NOW)],
    ['updated', open, open.edit({}, NOW)],
    ['completed', open, done],
    ['completed', open, open.edit({ title: title('Other'), completed: true }, NOW)],
    ['reopened', done, done.toggle(NOW)],
    ['deleted', done, deleted],
    ['restored', deleted, deleted.restore(open, NOW)],
  ];
  for (const [kind, before, after] of kinds) {
    it(`has the kind ${kind} when it turns ${stateName(before)} into ${stateName(after)}`, () => {
      expect(kindOf(before, after)).to.equal(kind);
    });
  }

  it('has the time of the update or deletion that it made', () => {
    expect(changedAt(done)).to.equal(NOW + 1);
    expect(changedAt(deleted)).to.equal(NOW + 2);
  });
});

describe('the undo of a change', () => {
  it('restores the content before the change as a new version of the task', () => {
    const edited = open.edit({ title: title('Other'), description: description('x'), completed: true }, NOW);
    const back = revert(change(open, edited), edited, NOW) as Task;
    expect(back).to.deep.equal(someTask({ ...open, updatedAt: back.updatedAt, version: 3 as Version }));
    expect(back.updatedAt).to.be.greaterThan(edited.updatedAt);
  });

  it('deletes a task that the change created or restored', () => {
    expect(revert(change(undefined, open), open, NOW)).to.deep.equal(open.delete(NOW));
    const restored = deleted.restore(done, NOW);
    expect(revert(change(undefined, restored), restored, NOW)).to.deep.equal(restored.delete(NOW));
  });

  it('restores a task that the change deleted', () => {
    expect(revert(change(done, deleted), deleted, NOW)).to.deep.equal(deleted.restore(done, NOW));
  });

  it('is possible after all later changes of the task are undone', () => {
    const edited = done.edit({ title: title('Other') }, NOW);
    const back = revert(change(done, edited), edited, NOW) as Task;
    expect(revert(change(open, done), back, NOW)).to.deep.include({ completed: false, title: open.title });
  });

  it('is not possible when the task was edited, deleted or restored after the change', () => {
    const edited = done.edit({ title: title('Other') }, NOW);
    expect(revert(change(open, done), edited, NOW)).to.equal(undefined);
    expect(revert(change(undefined, open), done, NOW)).to.equal(undefined);
    expect(revert(change(open, done), deleted, NOW)).to.equal(undefined);
    expect(revert(change(undefined, open), deleted, NOW)).to.equal(undefined);
    expect(revert(change(done, deleted), deleted.restore(done, NOW), NOW)).to.equal(undefined);
  });

  it('can be undone as well, which applies the change again', () => {
    const edit = fc.record({
      title: fc.constantFrom('a', 'b').map(title),
      description: fc.constantFrom(null, 'c', 'd').map((text) => (text === null ? null : description(text))),
      completed: fc.boolean(),
    });
    fc.assert(
      fc.property(edit, edit, (first, second) => {
        const before = open.edit(first, NOW);
        const after = before.edit(second, NOW);
        const back = revert(change(before, after), after, NOW) as Task;
        const again = revert(change(after, back), back, NOW) as Task;
        return hasSameContent(back, before) && hasSameContent(again, after) && again.version === after.version + 2;
      }),
    );
  });
});

describe('a precondition', () => {
  const third = someTask({ version: 3 as Version });
  const versions = (...numbers: number[]) => numbers as Version[];

  for (const met of [{}, { only: versions(3) }, { only: versions(1, 3) }, { not: versions(2) }, { not: versions() }]) {
    it(`${JSON.stringify(met)} is met by a task of version 3`, () => {
      expect(check(met, third)).to.equal(third);
    });
  }

  const unmet = [{ only: versions(2) }, { only: versions() }, { not: versions(1, 3) }, { not: 'any' as const }];
  for (const precondition of [...unmet, { only: versions(3), not: versions(3) }]) {
    it(`${JSON.stringify(precondition)} is not met by a task of version 3, and the error contains the task`, () => {
      expect(() => check(precondition, third))
        .to.throw(PreconditionFailed)
        .with.property('current', third);
    });
  }
});

function change(before: Task | undefined, after: TaskState): Change {
  return { seq: 1 as Seq, operation: 1 as Seq, author: null, kind: kindOf(before, after), before, after };
}

function stateName(state: TaskState | undefined): string {
  if (state === undefined) return 'nothing';
  return state instanceof DeletedTask ? 'a deleted task' : `a ${state.completed ? 'completed' : 'open'} task`;
}
