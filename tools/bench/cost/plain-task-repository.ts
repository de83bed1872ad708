import type { Database } from '../../../src/adapters/postgres/driver/database.ts';
import type { Parameter } from '../../../src/adapters/postgres/driver/prepared-query.ts';
import { type TaskRow, toTask } from '../../../src/adapters/postgres/tasks/task-row.ts';
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

const COLUMNS = 'user_id, id, title, description, completed, created_at, updated_at';
const TASK = `${COLUMNS}, version`;
const OF_TASK = `where user_id = $1 and id = $2`;

const CREATE = `insert into tasks (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7) returning ${TASK}`;
const EDIT = `
  update tasks set title = coalesce($3, title), description = coalesce($4, description), updated_at = $5
  ${OF_TASK} returning ${TASK}`;
const TOGGLE = `update tasks set completed = not completed, updated_at = $3 ${OF_TASK} returning ${TASK}`;
const GET = `select ${TASK} from tasks ${OF_TASK}`;
const LIST = `select ${TASK} from tasks where user_id = $1 order by created_at desc, id desc limit $2 offset $3`;

/**
 * A task repository without promises, for comparison: no change log, no idempotency keys, no versions, last write wins.
 * It has only the measured operations.
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
    const { userId, id, title, description, completed } = task;
    const times = [task.createdAt, task.updatedAt].map(timestamp);
    return this.#write(CREATE, [userId, id, title, description, completed, ...times], 'created');
  }

  /** Applies the change to a blank task to find out which columns it sets, so that it needs no read. */
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
    return { seq: SEQ_ZERO, kind, after: toTask(row), replayed: false };
  }

  /** Matches no list, so that every list is read from the database. */
  async lastSeq(): Promise<Seq> {
    return -1 as Seq;
  }

  changes(): Promise<ChangeList> {
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
  return new Task({ ...content, id, userId, createdAt: instant(0), updatedAt: instant(0), version: FIRST_VERSION });
}
