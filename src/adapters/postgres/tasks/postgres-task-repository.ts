import type { Seq } from '../../../domain/changes/change.ts';
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
import { timestamp } from '../../system/timestamp.ts';
import { BatchLoader, LARGE_RESULTS, SMALL_RESULTS } from '../batching/batch-loader.ts';
import type { Sharding } from '../batching/sharding.ts';
import {
  assertSeqRetained,
  type ChangeRow,
  type LogBoundsRow,
  type StateRow,
  toChange,
  toSeq,
} from '../changes/change-row.ts';
import { findReplay } from '../changes/find-replay.ts';
import { type PrunedOwnerRow, pruneStatement } from '../changes/prune-sql.ts';
import type { Database } from '../driver/database.ts';
import type { TaskWriter } from '../writes/task-writer.ts';
import { createListCache, type ListDeltaRow, revalidate } from './list-cache.ts';
import {
  changesStatement,
  FIND,
  FIND_MANY,
  findAsOfStatement,
  LAST_SEQ,
  LIST_DELTA,
  LIST_DELTA_OF_MANY,
  listAsOfStatement,
  listStatement,
  PAGE,
  PAGES,
  type Statement,
} from './read-statements.ts';
import type { TaskCache } from './task-cache.ts';
import { type TaskRow, toTask } from './task-row.ts';

/** The largest offset of a list that shares a statement with other lists: a larger offset would delay them. */
const MAX_OFFSET = 1_000;

/**
 * The most tasks of a cached page. A larger page would push all other lists out of the cache. Such pages are read to
 * copy all tasks of an owner.
 */
const MAX_CACHED_PAGE = 1_000;

interface PageKey {
  readonly user_id: UserId;
  readonly size: number;
  readonly skip: number;
  readonly created_at: string | undefined;
  readonly id: TaskId | undefined;
}

/** Stores tasks in PostgreSQL. The hot path: hand-written SQL, batches and caches. */
export class PostgresTaskRepository implements TaskRepository {
  readonly #database: Database;
  readonly #cache: TaskCache;
  readonly #writer: TaskWriter;
  readonly #tasks: BatchLoader<{ user_id: UserId; id: TaskId }, TaskRow & Pick<StateRow, 'seq'>>;
  readonly #listDeltas: BatchLoader<{ user_id: UserId; since: Seq }, ListDeltaRow & TaskRow>;
  readonly #pages: BatchLoader<PageKey, LogBoundsRow & TaskRow>;
  readonly #lists = createListCache();

  constructor(database: Database, cache: TaskCache, writer: TaskWriter, sharding: Sharding) {
    this.#database = database;
    this.#cache = cache;
    this.#writer = writer;
    this.#tasks = new BatchLoader(
      database,
      { kind: 'tasks', many: FIND_MANY, one: FIND, limits: SMALL_RESULTS },
      sharding,
    );
    this.#listDeltas = new BatchLoader(
      database,
      { kind: 'list_delta', many: LIST_DELTA_OF_MANY, one: LIST_DELTA, limits: SMALL_RESULTS },
      sharding,
    );
    this.#pages = new BatchLoader(database, { kind: 'pages', many: PAGES, one: PAGE, limits: LARGE_RESULTS }, sharding);
  }

  async find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined> {
    if (asOf === undefined) {
      const isAlone = this.#tasks.isIdle;
      const found = await this.#load(owner, id);
      // A client often changes a task that it has just read. Under load the task is not cached, because the writes
      // share one read anyway.
      if (isAlone && found !== undefined) this.#cache.put(found);
      return found?.state;
    }
    const rows = await this.#database.read<LogBoundsRow & TaskRow>(...findAsOfStatement(owner, id, asOf));
    checkLog(rows, asOf);
    return found(rows).map(toTask).at(0);
  }

  async list(owner: UserId, query: TaskQuery): Promise<TaskList> {
    if (query.asOf !== undefined) return this.#read(query.asOf, listAsOfStatement(owner, query.asOf, query));
    if (query.limit > MAX_CACHED_PAGE) return this.#read(undefined, listStatement(owner, query));
    const key = JSON.stringify([owner, query]);
    const cached = this.#lists.get(key);
    const list = (cached && (await this.#revalidate(owner, query, cached))) ?? (await this.#readNow(owner, query));
    this.#lists.set(key, list);
    return list;
  }

  async #readNow(owner: UserId, query: TaskQuery): Promise<TaskList> {
    const { completed, offset: skip, limit: size, after } = query;
    // A filtered list, or one with a large offset, has a statement of its own instead of a batch.
    if (completed !== undefined || skip > MAX_OFFSET) return this.#read(undefined, listStatement(owner, query));
    const position = { created_at: after && timestamp(after.createdAt), id: after?.id };
    return listOf(await this.#pages.load({ user_id: owner, size, skip, ...position }));
  }

  async #revalidate(owner: UserId, query: TaskQuery, list: TaskList): Promise<TaskList | undefined> {
    return revalidate(list, query, await this.#listDeltas.load({ user_id: owner, since: list.seq }));
  }

  async #read(asOf: Seq | undefined, statement: Statement): Promise<TaskList> {
    const rows = await this.#database.read<LogBoundsRow & TaskRow>(...statement);
    if (asOf !== undefined) checkLog(rows, asOf);
    return listOf(rows, asOf);
  }

  async lastSeq(owner: UserId): Promise<Seq> {
    return lastOf(await this.#database.read<LogBoundsRow>(LAST_SEQ, [owner]));
  }

  async changes(owner: UserId, query: ChangeQuery): Promise<ChangeList> {
    const rows = await this.#database.read<LogBoundsRow & ChangeRow>(...changesStatement(owner, query));
    // The history of one task is returned even if changes after `since` have been purged.
    if (query.of === undefined) checkLog(rows, query.since);
    return { changes: found(rows).map(toChange), last: lastOf(rows) };
  }

  add(task: Task, { author, key }: WriteContext): Promise<WriteResult> {
    const since = performance.now();
    const { userId: owner, id } = task;
    return this.#writer.write({ owner, id, change: () => task, author, key, isNew: true, since });
  }

  async change(owner: UserId, id: TaskId, change: Transition, { author, key }: WriteContext): Promise<WriteResult> {
    const since = performance.now();
    // On a cache miss, reads the task now, while the previous batch is in flight. A write with an idempotency key reads
    // the task and the key in its batch.
    const cached = this.#cache.getUnlessContended(owner, id);
    const seen = cached ?? (key === undefined ? await this.#load(owner, id) : undefined);
    return this.#writer.write({ owner, id, change, author, key, seen, isNew: false, since });
  }

  async #load(owner: UserId, id: TaskId): Promise<{ state: Task; seq: Seq } | undefined> {
    const [row] = await this.#tasks.load({ user_id: owner, id });
    return row && { state: toTask(row), seq: toSeq(row.seq) };
  }

  changeAll(owner: UserId, operation: Operation): Promise<OperationResult> {
    return this.#writer.writeAll(owner, operation);
  }

  findReplay(owner: UserId, key: IdempotencyKey): Promise<WriteResult | OperationResult | undefined> {
    return findReplay(this.#database.read, owner, key);
  }

  async purge(expiry: Expiry, cursor: UserId | undefined): Promise<UserId | undefined> {
    const bounds = [timestamp(expiry.changes), timestamp(expiry.keys), ...(cursor === undefined ? [] : [cursor])];
    for (;;) {
      const rows = await this.#database.run<PrunedOwnerRow>(pruneStatement(cursor === undefined), bounds);
      // One statement deletes a limited number of rows per owner, so it is repeated until no owner has more.
      if (!rows.some(({ is_more }) => is_more)) return rows.at(-1)?.user_id as UserId | undefined;
    }
  }
}

function listOf(rows: readonly (LogBoundsRow & TaskRow)[], seq = lastOf(rows)): TaskList {
  return { tasks: found(rows).map(toTask), seq };
}

/** Returns the rows that a query found, without the row that has only the bounds of the log. */
function found<Row extends LogBoundsRow & { readonly id: string | null }>(rows: readonly Row[]): Row[] {
  return rows.filter(({ id }) => id !== null);
}

function lastOf([row]: readonly LogBoundsRow[]): Seq {
  return toSeq(row?.last ?? 0);
}

/** @throws SeqGone if `seq` is outside the log */
function checkLog([row]: readonly LogBoundsRow[], seq: Seq): void {
  if (row !== undefined) assertSeqRetained(seq, row);
}
