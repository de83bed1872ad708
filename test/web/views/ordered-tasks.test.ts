import { expect } from 'chai';
import fc from 'fast-check';
import type { TaskId } from '../../../src/domain/identity.ts';
import { instant } from '../../../src/domain/instant.ts';
import type { Task, TaskEdit } from '../../../src/domain/tasks/task.ts';
import { OrderedTasks } from '../../../src/web/views/model/ordered-tasks.ts';
import { viewOf } from '../../../src/web/views/model/view-of.ts';
import { MOMENT, NOON, someTask } from './some-task.ts';

const EDITS: readonly TaskEdit[] = [
  { completed: true },
  { completed: false },
  { due: '2026-11-28' as never },
  { due: '2026-11-20T08:00' as never },
  { due: null, priority: 'high' },
  { priority: 'none' },
];

/** A random change of the tasks: an edit or a deletion of the task at an index, or a new task. */
const change = fc.record({
  task: fc.nat(60),
  kind: fc.constantFrom('edit' as const, 'delete' as const, 'create' as const),
  edit: fc.constantFrom(...EDITS),
});

function changed(
  tasks: ReadonlyMap<TaskId, Task>,
  { task, kind, edit }: typeof change extends fc.Arbitrary<infer T> ? T : never,
) {
  const next = new Map(tasks);
  const old = [...tasks.values()][task % Math.max(1, tasks.size)];
  if (kind === 'create' || old === undefined) {
    const made = someTask({ createdAt: instant(NOON - task), ...edit });
    return next.set(made.id, made);
  }
  if (kind === 'delete') next.delete(old.id);
  else next.set(old.id, old.edit(edit, NOON));
  return next;
}

describe('OrderedTasks, which keeps tasks sorted while they change', () => {
  it('returns after each change the same order as if all tasks were sorted again', () => {
    const view = viewOf({ name: 'today' }, MOMENT);
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 12 }), (rounds) => {
        const kept = new OrderedTasks();
        let tasks: ReadonlyMap<TaskId, Task> = new Map();
        for (const round of rounds) {
          tasks = round.reduce(changed, tasks);
          const ids = kept.update(tasks, view, MOMENT).map(({ id }) => id);
          expect(ids).to.deep.equal(new OrderedTasks().update(tasks, view, MOMENT).map(({ id }) => id));
        }
      }),
    );
  });

  it('returns the tasks that match after the filter or the current time has changed', () => {
    const kept = new OrderedTasks();
    const task = someTask({ due: '2026-11-29' });
    const tasks = new Map([[task.id, task]]);
    const view = viewOf({ name: 'today' }, MOMENT);
    expect(kept.update(tasks, view, MOMENT)).to.deep.equal([]);
    expect(kept.update(tasks, viewOf({ name: 'inbox' }, MOMENT), MOMENT)).to.deep.equal([task]);
    const tomorrow = { ...MOMENT, now: instant(NOON + 86_400_000) };
    expect(kept.update(tasks, view, tomorrow)).to.deep.equal([task]);
  });
});
