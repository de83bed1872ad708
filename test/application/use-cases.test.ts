import { expect } from 'chai';
import { MemoryTaskRepository } from '../../src/adapters/memory/memory-task-repository.ts';
import { LocalChangeNotifier } from '../../src/adapters/system/local-change-notifier.ts';
import { TaskReplicas } from '../../src/application/filter/task-replicas.ts';
import { CreateTask } from '../../src/application/tasks/create-task.ts';
import { DeepPages } from '../../src/application/tasks/deep-pages.ts';
import { DeleteTask } from '../../src/application/tasks/delete-task.ts';
import { EditTask } from '../../src/application/tasks/edit-task.ts';
import { GetTask } from '../../src/application/tasks/get-task.ts';
import { ListTasks } from '../../src/application/tasks/list-tasks.ts';
import { ToggleCompletion } from '../../src/application/tasks/toggle-completion.ts';
import type { Seq } from '../../src/domain/changes/change.ts';
import { TaskNotFound } from '../../src/domain/errors.ts';
import { taskId } from '../../src/domain/identity.ts';
import { instant } from '../../src/domain/instant.ts';
import { Task } from '../../src/domain/tasks/task.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { IdGenerator } from '../../src/ports/id-generator.ts';
import type { TaskRepository } from '../../src/ports/task-repository.ts';
import { contentSample } from '../support/content-samples.ts';
import { SOMEONE } from '../support/someone.ts';
import { someTask, someUser } from '../support/tasks.ts';

const NOW = instant(1_760_000_000_000);
const ID = taskId('01890a5d-ac96-774b-bcce-b302099a8057');
const clock: Clock = { now: () => NOW };
const ids: IdGenerator = { next: () => ID };

describe('the use cases', () => {
  let tasks: MemoryTaskRepository;

  beforeEach(() => {
    tasks = new MemoryTaskRepository(new LocalChangeNotifier(), clock);
  });

  it('CreateTask stores a task with a new id and the current time', async () => {
    const owner = someUser();
    const content = contentSample(1);
    const { after: task } = await new CreateTask(tasks, ids, clock).execute(owner, content, SOMEONE);
    expect(task).to.deep.equal(Task.create(ID, owner, content, NOW));
    expect(await tasks.find(owner, ID)).to.deep.equal(task);
  });

  it('GetTask returns a task', async () => {
    const task = await added(someTask());
    expect(await new GetTask(tasks).execute(task.userId, task.id)).to.deep.equal(task);
  });

  it('EditTask edits a task, with the current time of the clock as the time of the edit', async () => {
    const task = await added(someTask());
    const { after: edited } = await new EditTask(tasks, clock).execute(
      task.userId,
      task.id,
      { completed: true },
      SOMEONE,
    );
    expect(edited).to.deep.equal(task.edit({ completed: true }, NOW));
    expect(await tasks.find(task.userId, task.id)).to.deep.equal(edited);
  });

  it('ToggleCompletion toggles a task, with the current time of the clock as the time of the change', async () => {
    const task = await added(someTask());
    const { after: toggled } = await new ToggleCompletion(tasks, clock).execute(
      task.userId,
      task.id,
      undefined,
      SOMEONE,
    );
    expect(toggled).to.deep.equal(task.toggle(NOW));
    expect(await tasks.find(task.userId, task.id)).to.deep.equal(toggled);
  });

  it('DeleteTask deletes a task', async () => {
    const task = await added(someTask());
    await new DeleteTask(tasks, clock).execute(task.userId, task.id, SOMEONE);
    expect(await tasks.find(task.userId, task.id)).to.equal(undefined);
  });

  it('ListTasks returns the position of the next page only if there is a next page', async () => {
    const owner = someUser();
    for (let i = 1; i <= 4; i++) {
      await added(someTask({ userId: owner, createdAt: instant(i) }));
    }
    const list = listTasks(tasks);
    const first = await list.execute(owner, { offset: 0, limit: 2 });
    expect(first.tasks.map(({ createdAt }) => createdAt)).to.deep.equal([4, 3]);
    expect(first.next).to.deep.equal({ createdAt: 3, id: first.tasks[1]?.id });
    const second = await list.execute(owner, { offset: 0, limit: 2, ...(first.next && { after: first.next }) });
    expect(second.tasks.map(({ createdAt }) => createdAt)).to.deep.equal([2, 1]);
    expect(second).not.to.have.property('next');
    expect(await list.execute(someUser(), { offset: 0, limit: 2 })).to.deep.equal({ tasks: [], seq: 0 });
  });

  it('ListTasks returns the same array for a list that has not changed', async () => {
    const found = [1, 2, 3].map((at) => someTask({ createdAt: instant(at) }));
    const store = { list: async () => ({ tasks: found, seq: 5 as Seq }) } as unknown as TaskRepository;
    const list = listTasks(store);
    const first = await list.execute(someUser(), { offset: 0, limit: 2 });
    expect(first.tasks).to.deep.equal(found.slice(0, 2));
    expect((await list.execute(someUser(), { offset: 0, limit: 2 })).tasks).to.equal(first.tasks);
  });

  it('GetTask, EditTask, ToggleCompletion and DeleteTask do not find a task of another user', async () => {
    const { id } = await added(someTask());
    const stranger = someUser();
    const attempts = [
      new GetTask(tasks).execute(stranger, id),
      new EditTask(tasks, clock).execute(stranger, id, {}, SOMEONE),
      new ToggleCompletion(tasks, clock).execute(stranger, id, undefined, SOMEONE),
      new DeleteTask(tasks, clock).execute(stranger, id, SOMEONE),
    ];
    for (const attempt of await Promise.allSettled(attempts)) {
      expect(attempt).to.have.property('reason').that.is.instanceOf(TaskNotFound);
    }
  });

  function listTasks(store: TaskRepository): ListTasks {
    return new ListTasks(store, new DeepPages(store, new TaskReplicas(store)));
  }

  async function added(task: Task): Promise<Task> {
    await tasks.add(task, SOMEONE);
    return task;
  }
});
