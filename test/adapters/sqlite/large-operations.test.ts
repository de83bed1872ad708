import { expect } from 'chai';
import { taskId } from '../../../src/domain/identity.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import { title } from '../../../src/domain/tasks/title.ts';
import { TaskRepository, type Transition } from '../../../src/ports/task-repository.ts';
import { NOW } from '../../contract/store/test-owner.ts';
import { sqlite } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask, someUser } from '../../support/tasks.ts';
import { times } from '../../support/times.ts';

const COUNT = 1_500;
const report = () => '';

describe('an operation on SQLite with more changes than a batch takes', () => {
  let tasks: TaskRepository;

  before(async () => {
    tasks = (await sqlite.service()).container.get(TaskRepository);
  });

  /** Adds many tasks of a new owner. */
  async function ownerWithTasks() {
    const owner = someUser();
    const all = times(COUNT, () => someTask({ userId: owner, id: taskId(crypto.randomUUID()) }));
    await tasks.changeAll(owner, {
      ...SOMEONE,
      steps: all.map((task) => ({ id: task.id, change: () => task })),
      report,
    });
    return { owner, all };
  }

  const edit: Transition = (found) => (found as Task).edit({ completed: true }, NOW);

  it('does not delay the writes of other users while it is planned', async () => {
    const { owner, all } = await ownerWithTasks();
    const finished: string[] = [];
    let other: Promise<unknown> | undefined;
    const steps = all.map(({ id }, i) => ({
      id,
      change: ((found, seq) => {
        if (i === 300) other ??= tasks.add(someTask(), SOMEONE).then(() => finished.push('other'));
        return edit(found, seq);
      }) satisfies Transition,
    }));
    await tasks.changeAll(owner, { ...SOMEONE, steps, report });
    finished.push('operation');
    await other;
    expect(finished).to.deep.equal(['other', 'operation']);
  });

  it('is planned again when its owner edits a task meanwhile, and loses neither the edit nor a change of its own', async () => {
    const { owner, all } = await ownerWithTasks();
    const [first] = all as [Task, ...Task[]];
    let meanwhile: Promise<unknown> | undefined;
    const steps = all.map(({ id }, i) => ({
      id,
      change: ((found, seq) => {
        const retitle: Transition = (task) => (task as Task).edit({ title: title('meanwhile') }, NOW);
        if (i === 300) meanwhile ??= tasks.change(owner, first.id, retitle, SOMEONE);
        return edit(found, seq);
      }) satisfies Transition,
    }));
    await tasks.changeAll(owner, { ...SOMEONE, steps, report });
    await meanwhile;
    expect(await tasks.find(owner, first.id)).to.deep.include({ title: 'meanwhile', completed: true, version: 3 });
    expect(await tasks.lastSeq(owner)).to.equal(2 * COUNT + 1);
    const { tasks: found } = await tasks.list(owner, { limit: COUNT, offset: 0 });
    expect(found.filter(({ completed }) => completed)).to.have.length(COUNT);
  });
});
