import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Task } from '../../domain/task.ts';
import type { TaskQuery, TaskRepository } from '../../ports/task-repository.ts';
import type { Database } from './database.ts';
import { ADD, FIND, LOCK, listStatement, REMOVE, UPDATE } from './statements.ts';
import { type TaskRow, toParameters, toTask } from './task-row.ts';

/** Keeps tasks in PostgreSQL, embedded or not. Every statement names the owner. */
export class PostgresTaskRepository implements TaskRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(task: Task): Promise<void> {
    await this.#database.run(ADD, toParameters(task));
  }

  async find(owner: UserId, id: TaskId): Promise<Task | undefined> {
    const { rows } = await this.#database.run<TaskRow>(FIND, [owner, id]);
    return rows.map(toTask).at(0);
  }

  async list(owner: UserId, query: TaskQuery): Promise<Task[]> {
    const { rows } = await this.#database.run<TaskRow>(...listStatement(owner, query));
    return rows.map(toTask);
  }

  update(owner: UserId, id: TaskId, change: (task: Task) => Task): Promise<Task | undefined> {
    return this.#database.transaction(async (run) => {
      const { rows } = await run<TaskRow>(LOCK, [owner, id]);
      const changed = rows.map(toTask).map(change).at(0);
      if (changed !== undefined) await run(UPDATE, toParameters(changed).slice(0, -1));
      return changed;
    });
  }

  async remove(owner: UserId, id: TaskId): Promise<boolean> {
    const { changed } = await this.#database.run(REMOVE, [owner, id]);
    return changed > 0;
  }
}
