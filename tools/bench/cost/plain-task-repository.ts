import type { Database } from '../../../src/adapters/postgres/driver/database.ts';
import type { Parameter } from '../../../src/adapters/postgres/driver/prepared-query.ts';
import { columnValues, type TaskRow, taskColumns, toTask } from '../../../src/adapters/postgres/tasks/task-row.ts';
import { timestamp } from '../../../src/adapters/system/timestamp.ts';
import { type ChangeKind, SEQ_ZERO, type Seq } from '../../../src/domain/changes/change.ts';
import { TaskNotFound } from '../../../src/domain/errors.ts';
import type { TaskId, UserId } from '../../../src/domain/identity.ts';
import { instant } from '../../../src/domain/instant.ts';
import { CONTENT_DEFAULTS, type TaskContent } from '../../../src/domain/tasks/content.ts';
import { Task } from '../../../src/domain/tasks/task.ts';
import type { Title } from '../../../src/domain/tasks/title.ts';
import { FIRST_VERSION } from '../../../src/domain/tasks/version.ts';
import type {
  ChangeList,
  TaskList,
  TaskQuery,
  TaskRepository,
  Transition,
  WriteResult,
} from '../../../src/ports/task-repository.ts';

const COLUMNS = `user_id, id, ${taskColumns()}`;
const TASK = `${COLUMNS}, version`;
const OF_TASK = `where user_id = $1 and id = $2`;

/** Returns the SQL placeholders of a task's columns; they begin at $3, after the placeholders of the key columns. */
function placeholders(): string {
  return taskColumns((_, index) => `$${index + 3}`);
}

const CREATE = `insert into tasks (${COLUMNS}) values ($1, $2, ${placeholders()}) returning ${TASK}`;
const EDIT = `
  update tasks set title = coalesce($3, title), description = coalesce($4, description), updated_at = $5
  ${OF_TASK} returning ${TASK}`;
const TOGGLE = `update tasks set completed = not completed, updated_at = $3, completed_at = case when completed then null else $3 end ${OF_TASK} returning ${TASK}`;
const GET = `select ${TASK} from tasks ${OF_TASK}`;
const LIST = `select ${TASK} from tasks where user_id = $1 order by created_at desc, id desc limit $2 offset $3`;

/**
 * A task repository without Taskport's guarantees, for comparison. It implements only the measured methods.
 *
 * It has no change log, no idempotency keys and no versions: the last write wins.
 */
export class PlainTaskRepository implements TaskRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(owner: UserId, id: TaskId): Promise<Task | undefined> {
    const [row] = await this.#database.run<TaskRow>(GET, [owner, id]);
    return row && toTask(row);
  }

  async list(owner: UserId, { limit, offset }: TaskQuery): Promise<TaskList> {
    const rows = await this.#database.run<TaskRow>(LIST, [owner, limit, offset]);
    return { tasks: rows.map(toTask), seq: SEQ_ZERO };
  }

  add(task: Task): Promise<WriteResult> {
    return this.#write(CREATE, [task.userId, task.id, ...columnValues(task)], 'created');
  }

  /** Edits a task without reading it: applies the change to a blank task, to find out which columns to set. */
  change(owner: UserId, id: TaskId, change: Transition): Promise<WriteResult> {
    const blank = blankTask(owner, id);
    const { title, description, completed, updatedAt } = change(blank, SEQ_ZERO) as Task;
    const at = timestamp(updatedAt);
    if (completed !== blank.completed) return this.#write(TOGGLE, [owner, id, at], 'completed');
    return this.#write(EDIT, [owner, id, title === blank.title ? null : title, description, at], 'updated');
  }

  async #write(sql: string, parameters: readonly Parameter[], kind: ChangeKind): Promise<WriteResult> {
    const [row] = await this.#database.run<TaskRow>(sql, parameters);
    if (row === undefined) throw new TaskNotFound();
    return { seq: SEQ_ZERO, kind, author: null, after: toTask(row), replayed: false };
  }

  /** Returns a `seq` that no cached list has, so that every list is read from the database. */
  async lastSeq(): Promise<Seq> {
    return -1 as Seq;
  }

  changes(): Promise<ChangeList> {
    throw new Error('not measured');
  }

  changeAll(): never {
    throw new Error('not measured');
  }

  findReplay(): never {
    throw new Error('not measured');
  }

  purge(): never {
    throw new Error('not measured');
  }
}

function blankTask(userId: UserId, id: TaskId): Task {
  const content = { ...CONTENT_DEFAULTS, title: '' as Title } as TaskContent;
  return new Task({
    ...content,
    id,
    userId,
    createdAt: instant(0),
    updatedAt: instant(0),
    completedAt: null,
    version: FIRST_VERSION,
  });
}
