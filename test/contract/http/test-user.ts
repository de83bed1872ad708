import { randomUUID } from 'node:crypto';
import { type Answer, ask } from '../../../tools/support/client.ts';
import { allChanges, type ChangeJson, seqOf, type TaskJson, taskIn } from '../../support/answers.ts';
import type { StoreUnderTest } from '../../support/service/stores.ts';

/** A user of a running service, with the user's URLs and the requests that many tests send. */
export class TestUser {
  base = '';
  id = '';

  get path(): string {
    return `/api/${this.id}`;
  }

  get tasks(): string {
    return `${this.base}${this.path}/tasks`;
  }

  get changes(): string {
    return `${this.base}${this.path}/changes`;
  }

  /** Replaces the user id by a new one, which has no tasks and no changes. */
  renew(): void {
    this.id = randomUUID();
  }

  /** Returns another new user of the same service. */
  stranger(): TestUser {
    return Object.assign(new TestUser(), { base: this.base, id: randomUUID() });
  }

  async createTask(body: object = { title: 'x' }): Promise<TaskJson> {
    const answer = await ask('POST', this.tasks, { body });
    seqOf(answer);
    return taskIn(answer, 201);
  }

  /** Creates a task, and returns its URL. */
  async createTaskUrl(body?: object): Promise<string> {
    return `${this.tasks}/${(await this.createTask(body)).id}`;
  }

  /** Returns the user's first 100 tasks. */
  async listTasks(): Promise<TaskJson[]> {
    return (await ask('GET', `${this.tasks}?limit=100`)).json;
  }

  /** Returns the user's whole change log. */
  log(): Promise<ChangeJson[]> {
    return allChanges(this.changes);
  }

  undo(seq: number): Promise<Answer> {
    return ask('POST', `${this.changes}/${seq}/undo`);
  }
}

/** Returns a user who gets a new id before each test of the suite. Skips the suite if the store is not available. */
export function newUserForEach(store: StoreUnderTest): TestUser {
  const user = new TestUser();

  before(async function () {
    if (store.missing) this.skip();
    user.base = (await store.service()).url;
  });

  beforeEach(() => user.renew());

  return user;
}
