import { type Change, SEQ_ZERO, type Seq } from '../../../domain/changes/change.ts';
import { assertRetained } from '../../../domain/changes/errors.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import type {
  ChangeList,
  ChangeQuery,
  Expiry,
  IdempotencyKey,
  TaskList,
  TaskQuery,
  TaskRepository,
  Transition,
  WriteResult,
} from '../../../ports/task-repository.ts';
import { TwoGenerationCache } from '../../batching/two-generation-cache.ts';
import type { SqliteDatabase } from '../database/sqlite-database.ts';
import {
  changesStatement,
  FIND_AS_OF,
  FIRST_SEQ,
  LAST_SEQ,
  listAsOfStatement,
  listStatement,
  type Statement,
} from './read-statements.ts';
import { type StateRow, type TaskRow, toPreImage, toState, toTask } from './task-row.ts';
import type { TaskWriter } from './task-writer.ts';

/** How many tasks a generation of cached lists holds: some megabytes, or 50 if all texts have their maximum length. */
const CACHED_TASKS = 10_000;
/** A page after more tasks than this is a slow read. */
const MAX_OFFSET = 1_000;

/** Stores tasks in an SQLite file. The hot path: hand-written SQL, group commit, reads in this thread. */
export class SqliteTaskRepository implements TaskRepository {
  readonly #database: SqliteDatabase;
  readonly #writer: TaskWriter;
  /** Lists stay valid until their owner's log grows. */
  readonly #lists = new TwoGenerationCache<TaskList>(CACHED_TASKS, ({ tasks }) => tasks.length + 1);

  constructor(database: SqliteDatabase, writer: TaskWriter) {
    this.#database = database;
    this.#writer = writer;
  }

  async find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined> {
    if (asOf === undefined) return this.#database.reader.task(owner, id)?.state;
    this.#assertSeqRetained(owner, asOf);
    // Of the changes of a task after `asOf` only the first one has replaced a state from before.
    const parameters = [owner, asOf, id, owner, asOf, asOf, id];
    const [[row]] = await this.#database.readSlowly<[TaskRow[]]>([FIND_AS_OF, parameters]);
    this.#assertSeqRetained(owner, asOf);
    return row && toTask(row);
  }

  async list(owner: UserId, query: TaskQuery): Promise<TaskList> {
    const { asOf } = query;
    if (asOf !== undefined) {
      this.#assertSeqRetained(owner, asOf);
      const [rows] = await this.#database.readSlowly<[TaskRow[]]>(listAsOfStatement(owner, asOf, query));
      // A purge may have been faster than the read.
      this.#assertSeqRetained(owner, asOf);
      return { tasks: rows.map(toTask), seq: asOf };
    }
    const key = JSON.stringify([owner, query]);
    const cached = this.#lists.get(key);
    if (cached?.seq === this.#database.reader.lastSeq(owner)) return cached;
    const list = await this.#read(owner, query);
    this.#lists.set(key, list);
    return list;
  }

  /** Reads the page and the seq on one snapshot. */
  async #read(owner: UserId, query: TaskQuery): Promise<TaskList> {
    const { reader } = this.#database;
    const statement = listStatement(owner, query);
    if (query.offset > MAX_OFFSET) {
      const last: Statement = [LAST_SEQ, [owner]];
      const [rows, [counter]] = await this.#database.readSlowly<[TaskRow[], { seq: Seq }[]]>(statement, last);
      return { tasks: rows.map(toTask), seq: counter?.seq ?? SEQ_ZERO };
    }
    return reader.snapshot(() => ({
      tasks: reader.all<TaskRow>(...statement).map(toTask),
      seq: reader.lastSeq(owner),
    }));
  }

  async lastSeq(owner: UserId): Promise<Seq> {
    return this.#database.reader.lastSeq(owner);
  }

  async changes(owner: UserId, query: ChangeQuery): Promise<ChangeList> {
    const { reader } = this.#database;
    return reader.snapshot(() => {
      // The history of one task may start after `since`.
      if (query.of === undefined) this.#assertSeqRetained(owner, query.since);
      const rows = reader.all<StateRow & { kind: Change['kind'] }>(...changesStatement(owner, query));
      const changes = rows.map((row) => ({
        seq: row.seq,
        kind: row.kind,
        before: toPreImage(row),
        after: toState(row),
      }));
      return { changes, last: reader.lastSeq(owner) };
    });
  }

  add(task: Task, key?: IdempotencyKey): Promise<WriteResult> {
    const create: Transition = (found) => {
      if (found !== undefined) throw new Error(`task ${task.id} exists already`);
      return task;
    };
    return this.#writer.write({ owner: task.userId, id: task.id, change: create, key, isNew: true });
  }

  change(owner: UserId, id: TaskId, change: Transition, key?: IdempotencyKey): Promise<WriteResult> {
    return this.#writer.write({ owner, id, change, key, isNew: false });
  }

  async findReplay(owner: UserId, key: IdempotencyKey): Promise<WriteResult | undefined> {
    return this.#database.reader.replay(owner, key);
  }

  async purge(expiry: Expiry, cursor: UserId | undefined): Promise<UserId | undefined> {
    for (;;) {
      const purged = await this.#database.purge(expiry, cursor ?? '');
      if (!purged.isMore) return purged.cursor as UserId | undefined;
    }
  }

  /** @throws SeqGone if `seq` is outside the log */
  #assertSeqRetained(owner: UserId, seq: Seq): void {
    const last = this.#database.reader.lastSeq(owner);
    const oldest = this.#database.reader.all<{ seq: Seq | null }>(FIRST_SEQ, [owner])[0]?.seq ?? last + 1;
    assertRetained(seq, (oldest - 1) as Seq, last);
  }
}
