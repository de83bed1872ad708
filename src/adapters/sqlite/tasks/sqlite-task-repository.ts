import { decodeAuthor } from '../../../domain/changes/author.ts';
import { type Change, type ChangeKind, SEQ_ZERO, type Seq } from '../../../domain/changes/change.ts';
import { assertRetained } from '../../../domain/changes/errors.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import type {
  ChangeList,
  ChangeQuery,
  Expiry,
  IdempotencyKey,
  Operation,
  OperationResult,
  TaskList,
  TaskQuery,
  TaskRepository,
  Transition,
  WriteContext,
  WriteResult,
} from '../../../ports/task-repository.ts';
import { ListCache, type ListDelta } from '../../caching/list-cache.ts';
import type { SqliteDatabase } from '../database/sqlite-database.ts';
import {
  changesStatement,
  FIND_AS_OF,
  FIRST_SEQ,
  LAST_SEQ,
  LIST_DELTA,
  listAsOfStatement,
  listStatement,
  type Statement,
} from './read-statements.ts';
import { type StateRow, type TaskRow, toPreImage, toState, toTask } from './task-row.ts';
import type { TaskWriter } from './task-writer.ts';

/**
 * The largest offset of a page that the main thread reads. Pages with larger offsets are read in the thread for slow
 * reads.
 */
const MAX_OFFSET = 1_000;

/** A row of {@link LIST_DELTA}. */
interface ListDeltaRow extends Omit<TaskRow, 'id'> {
  readonly last: Seq;
  readonly kind: ChangeKind;
  readonly task_id: TaskId;
  readonly id: TaskId | null;
}

/** Stores tasks in an SQLite file, with hand-written SQL, group commit, and fast reads in the main thread. */
export class SqliteTaskRepository implements TaskRepository {
  readonly #database: SqliteDatabase;
  readonly #writer: TaskWriter;
  readonly #lists = new ListCache({
    list: (owner, query) => this.#readNow(owner, query),
    delta: (owner, since) => this.#listDelta(owner, since),
  });

  constructor(database: SqliteDatabase, writer: TaskWriter) {
    this.#database = database;
    this.#writer = writer;
  }

  async find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined> {
    if (asOf === undefined) return this.#database.reader.task(owner, id)?.state;
    this.#assertSeqRetained(owner, asOf);
    // The statement finds at most one row: the task's row if the task has not changed after `asOf`, or else the pre-image
    // of its first change after `asOf`.
    const parameters = [owner, asOf, id, owner, asOf, asOf, id];
    const [[row]] = await this.#database.readSlowly<[TaskRow[]]>([FIND_AS_OF, parameters]);
    this.#assertSeqRetained(owner, asOf);
    return row && toTask(row);
  }

  async list(owner: UserId, query: TaskQuery): Promise<TaskList> {
    const { asOf } = query;
    if (asOf === undefined) return this.#lists.list(owner, query);
    this.#assertSeqRetained(owner, asOf);
    const [rows] = await this.#database.readSlowly<[TaskRow[]]>(listAsOfStatement(owner, asOf, query));
    // Checks the log again, because a purge may have deleted changes between the first check and the read.
    this.#assertSeqRetained(owner, asOf);
    return { tasks: rows.map(toTask), seq: asOf };
  }

  #listDelta(owner: UserId, since: Seq): ListDelta {
    const { reader } = this.#database;
    const last = reader.lastSeq(owner);
    if (last === since) return { last, changes: [] };
    const rows = reader.all<ListDeltaRow>(LIST_DELTA, [owner, since]);
    const changes = rows.map((row) => ({
      kind: row.kind,
      id: row.task_id,
      task: row.id === null ? undefined : toTask(row as TaskRow),
    }));
    return { last: rows[0]?.last ?? last, changes };
  }

  /** Reads a page of a list, and the `seq` of the owner's last change, from one snapshot. */
  async #readNow(owner: UserId, query: TaskQuery): Promise<TaskList> {
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
    // Most readers of the log, such as replicas, ask again and again whether there is a new change.
    if (reader.lastSeq(owner) === query.since) return { changes: [], last: query.since };
    return reader.snapshot(() => {
      // The history of one task is returned even if some changes after `since` have been purged.
      if (query.of === undefined) this.#assertSeqRetained(owner, query.since);
      const rows = reader.all<StateRow & Pick<Change, 'operation' | 'kind'> & { actor: string | null }>(
        ...changesStatement(owner, query),
      );
      const changes = rows.map((row) => ({
        seq: row.seq,
        operation: row.operation,
        author: decodeAuthor(row.actor),
        kind: row.kind,
        before: toPreImage(row),
        after: toState(row),
      }));
      return { changes, last: reader.lastSeq(owner) };
    });
  }

  add(task: Task, { author, key }: WriteContext): Promise<WriteResult> {
    const create: Transition = (found) => {
      if (found !== undefined) throw new Error(`task ${task.id} exists already`);
      return task;
    };
    return this.#writer.write({ owner: task.userId, id: task.id, change: create, author, key, isNew: true });
  }

  change(owner: UserId, id: TaskId, change: Transition, { author, key }: WriteContext): Promise<WriteResult> {
    return this.#writer.write({ owner, id, change, author, key, isNew: false });
  }

  changeAll(owner: UserId, operation: Operation): Promise<OperationResult> {
    return this.#writer.writeAll(owner, operation);
  }

  async findReplay(owner: UserId, key: IdempotencyKey): Promise<WriteResult | OperationResult | undefined> {
    return this.#database.reader.replay(owner, key);
  }

  async purge(expiry: Expiry, cursor: UserId | undefined): Promise<UserId | undefined> {
    for (;;) {
      const purged = await this.#database.purge(expiry, cursor ?? '');
      if (!purged.isMore) return purged.cursor as UserId | undefined;
    }
  }

  /** @throws SeqGone if the changes after `seq` have been purged, or if the log ends before `seq` */
  #assertSeqRetained(owner: UserId, seq: Seq): void {
    const last = this.#database.reader.lastSeq(owner);
    const oldest = this.#database.reader.all<{ seq: Seq | null }>(FIRST_SEQ, [owner])[0]?.seq ?? last + 1;
    assertRetained(seq, (oldest - 1) as Seq, last);
  }
}
