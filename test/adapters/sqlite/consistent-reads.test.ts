import { expect } from 'chai';
import type { Task } from '../../../src/domain/tasks/task.ts';
import { TaskRepository } from '../../../src/ports/task-repository.ts';
import { sqlite } from '../../support/service/stores.ts';
import { SOMEONE } from '../../support/someone.ts';
import { someTask, someUser } from '../../support/tasks.ts';

/** The smallest offset at which a worker thread, and not the main thread, reads a list. */
const SLOW_OFFSET = 1_001;

describe("the reads on SQLite while a user's tasks change", () => {
  const owner = someUser();
  let tasks: TaskRepository;

  before(async () => {
    tasks = (await sqlite.service()).container.get(TaskRepository);
    const all = Array.from({ length: SLOW_OFFSET + 20 }, () => someTask({ userId: owner }));
    await Promise.all(all.map((task) => tasks.add(task, SOMEONE)));
  });

  for (const [pages, offset] of [
    ['the first page', 0],
    ['a page far down', SLOW_OFFSET],
  ] as const) {
    it(`return ${pages} of a list exactly as it was after the change whose number (seq) the result contains`, async () => {
      const stop = startToggling(offset);
      for (let round = 0; round < 300; round++) {
        const list = await tasks.list(owner, { offset, limit: 20 });
        const same = await tasks.list(owner, { offset, limit: 20, asOf: list.seq });
        expect(list.tasks, `at seq ${list.seq}`).to.deep.equal(same.tasks);
      }
      await stop();
    });
  }

  /** Toggles the tasks of a page again and again, until the returned function is called. */
  function startToggling(offset: number): () => Promise<void> {
    let isRunning = true;
    const client = async () => {
      while (isRunning) {
        const page = await tasks.list(owner, { offset, limit: 20 });
        for (const { id, updatedAt } of page.tasks) {
          await tasks.change(owner, id, (task) => (task as Task).toggle(updatedAt), SOMEONE);
        }
      }
    };
    const clients = Array.from({ length: 4 }, client);
    return async () => {
      isRunning = false;
      await Promise.all(clients);
    };
  }
});
