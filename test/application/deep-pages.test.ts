import { expect } from 'chai';
import { TaskReplicas } from '../../src/application/filter/task-replicas.ts';
import { DeepPages, isDeep } from '../../src/application/tasks/deep-pages.ts';
import type { Seq } from '../../src/domain/changes/change.ts';
import { instant } from '../../src/domain/instant.ts';
import type { Task } from '../../src/domain/tasks/task.ts';
import type { TaskQuery, TaskRepository } from '../../src/ports/task-repository.ts';
import { someTask, someUser } from '../support/tasks.ts';
import { times } from '../support/times.ts';

const LIMIT = 100;
const owner = someUser();

/** A store with the tasks of one owner, newest first, that counts how often it reads all of them. */
class Store {
  readonly replicas = new TaskReplicas(this as unknown as TaskRepository);
  readonly pages = new DeepPages(this as unknown as TaskRepository, this.replicas);
  readonly #tasks: readonly Task[];
  loads = 0;

  constructor(tasks: number) {
    this.#tasks = times(tasks, (i) => someTask({ userId: owner, createdAt: instant(tasks - i) }));
  }

  async list(_: unknown, { offset, limit }: TaskQuery) {
    if (limit > LIMIT) this.loads++;
    return { tasks: this.#tasks.slice(offset, offset + limit), seq: 0 as Seq };
  }

  async changes() {
    return { changes: [], last: 0 as Seq };
  }

  /** Asks for pages of LIMIT tasks at different offsets. Returns how many the store must read. */
  async readPages(count: number): Promise<number> {
    let missing = 0;
    for (let i = 1; i <= count; i++) {
      if ((await this.pages.find(owner, { offset: i, limit: LIMIT })) === undefined) missing++;
    }
    return missing;
  }
}

describe('deep pages, the pages of a list after the first,', () => {
  it('come from the store until it has read two to four times the number of the owner’s tasks, then from a replica in memory', async () => {
    const store = new Store(1_500);
    const missing = await store.readPages(100);
    expect(missing * LIMIT).to.be.within(2 * 1_500, 4 * 1_500);
    expect(store.loads).to.equal(1);
    expect((await store.pages.find(owner, { offset: 1_490, limit: LIMIT }))?.tasks).to.have.length(10);
  });

  it('always come from the store if the owner has more than 50,000 tasks', async () => {
    const store = new Store(50_001);
    expect(await store.readPages(1_500)).to.equal(1_500);
    expect(store.loads).to.equal(0);
  });

  it('come from the replica at once if a filtered list has already loaded it', async () => {
    const store = new Store(10);
    await store.replicas.get(owner);
    expect(await store.readPages(3)).to.equal(0);
  });

  it('come from the store, which caches them, and not from the replica if they are among the last 150 pages that were asked for', async () => {
    const store = new Store(10);
    await store.replicas.get(owner);
    expect(await store.readPages(150)).to.equal(0);
    expect(await store.readPages(150)).to.equal(150);
    expect(await store.readPages(151)).to.equal(150);
    expect(await store.readPages(1)).to.equal(0);
  });

  it('are all pages but the first, unless the list has the parameter `completed` or `as_of`', () => {
    const first = { offset: 0, limit: LIMIT };
    const after = { createdAt: instant(0), id: someTask().id };
    expect(isDeep(first)).to.equal(false);
    expect(isDeep({ ...first, offset: 1 })).to.equal(true);
    expect(isDeep({ ...first, after })).to.equal(true);
    expect(isDeep({ ...first, after, completed: true })).to.equal(false);
    expect(isDeep({ ...first, after, asOf: 1 as Seq })).to.equal(false);
  });
});
