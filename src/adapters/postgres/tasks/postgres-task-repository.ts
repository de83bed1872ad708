import type { Seq } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Task, TaskCommand } from '../../../domain/tasks/task.ts';
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
import { ListCache, MAX_CACHED_PAGE } from '../../caching/list-cache.ts';
import { timestamp } from '../../system/timestamp.ts';
import { BatchLoader, LARGE_RESULTS, SMALL_RESULTS } from '../batching/batch-loader.ts';
import { type LogBoundsRow, type StateRow, toSeq } from '../changes/change-row.ts';
import { findReplay } from '../changes/find-replay.ts';
import { type PrunedOwnerRow, pruneStatement } from '../changes/prune-sql.ts';
import type { Database } from '../driver/database.ts';
import type { TaskWriter } from '../writes/task-writer.ts';
import { mayBeUnread } from '../writes/unread/unread-change.ts';
import { type ListDeltaRow, toListDelta } from './list-delta.ts';
import { FIND, FIND_MANY, LIST_DELTA, LIST_DELTA_OF_MANY, PAGE, PAGES } from './read-statements.ts';
import type { TaskCache } from './task-cache.ts';
import { listOf, TaskReader } from './task-reader.ts';
import { type TaskRow, toTask } from './task-row.ts';

/**
 * The largest offset with which the query of a list shares a statement with others. A larger one would delay the
 * others.
 */
const MAX_OFFSET = 1_000;

interface PageKey {
  readonly user_id: UserId;
  readonly size: number;
  readonly skip: number;
  readonly created_at: string | undefined;
  readonly id: TaskId | undefined;
}

/** Stores tasks in PostgreSQL, with hand-written SQL, batches and caches, because most requests run here. */
export class PostgresTaskRepository implements TaskRepository {
  readonly #database: Database;
  readonly #cache: TaskCache;
  readonly #writer: TaskWriter;
  readonly #reader: TaskReader;
  readonly #tasks: BatchLoader<{ user_id: UserId; id: TaskId }, TaskRow & Pick<StateRow, 'seq'>>;
  readonly #listDeltas: BatchLoader<{ user_id: UserId; since: Seq }, ListDeltaRow>;
  readonly #pages: BatchLoader<PageKey, LogBoundsRow & TaskRow>;
  readonly #lists = new ListCache({
    list: (owner, query) => this.#readNow(owner, query),
    delta: async (owner, since) => toListDelta(await this.#listDeltas.load({ user_id: owner, since })),
  });

  constructor(database: Database, cache: TaskCache, writer: TaskWriter) {
    this.#database = database;
    this.#cache = cache;
    this.#writer = writer;
    this.#reader = new TaskReader(database.read);
    this.#tasks = new BatchLoader(database, { kind: 'tasks', many: FIND_MANY, one: FIND, limits: SMALL_RESULTS });
    this.#listDeltas = new BatchLoader(database, {
      kind: 'list_delta',
      many: LIST_DELTA_OF_MANY,
      one: LIST_DELTA,
      limits: SMALL_RESULTS,
    });
    this.#pages = new BatchLoader(database, { kind: 'pages', many: PAGES, one: PAGE, limits: LARGE_RESULTS });
  }

  async find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined> {
    if (asOf !== undefined) return this.#reader.findAsOf(owner, id, asOf);
    const isAlone = this.#tasks.isIdle;
    const found = await this.#load(owner, id);
    // Caches the task, because a client often changes a task that it has just read. Under load the
    // task is not cached, because concurrent writes share one read of their tasks anyway.
    if (isAlone && found !== undefined) this.#cache.put(found);
    return found?.state;
  }

  async list(owner: UserId, query: TaskQuery): Promise<TaskList> {
    return query.asOf === undefined ? this.#lists.list(owner, query) : this.#reader.list(owner, query);
  }

  async #readNow(owner: UserId, query: TaskQuery): Promise<TaskList> {
    const { completed, offset: skip, limit: size, after } = query;
    // A filtered list, a large page, or one with a large offset has a statement of its own instead of a batch.
    const isLarge = size > MAX_CACHED_PAGE || skip > MAX_OFFSET;
    if (completed !== undefined || isLarge) return this.#reader.list(owner, query);
    const position = { created_at: after && timestamp(after.createdAt), id: after?.id };
    return listOf(await this.#pages.load({ user_id: owner, size, skip, ...position }));
  }

  lastSeq(owner: UserId): Promise<Seq> {
    return this.#reader.lastSeq(owner);
  }

  changes(owner: UserId, query: ChangeQuery): Promise<ChangeList> {
    return this.#reader.changes(owner, query);
  }

  add(task: Task, { author, key }: WriteContext): Promise<WriteResult> {
    const since = performance.now();
    const { userId: owner, id } = task;
    return this.#writer.write({ owner, id, change: () => task, author, key, isNew: true, since });
  }

  async change(
    owner: UserId,
    id: TaskId,
    change: Transition,
    { author, key }: WriteContext,
    command?: TaskCommand,
  ): Promise<WriteResult> {
    const since = performance.now();
    const write = { owner, id, change, author, key, isNew: false, since };
    const cached = this.#cache.getUnlessContended(owner, id);
    // A write with an idempotency key reads both the task and the key in its own batch.
    if (cached !== undefined || key !== undefined) return this.#writer.write({ ...write, seen: cached });
    if (command !== undefined && mayBeUnread(command)) return this.#writer.write({ ...write, command });
    // Reads the task now, while the previous batch is in flight.
    return this.#writer.write({ ...write, seen: await this.#load(owner, id) });
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
      // A statement deletes only some rows of each owner, so it is repeated until no owner has more.
      if (!rows.some(({ is_more }) => is_more)) return rows.at(-1)?.user_id as UserId | undefined;
    }
  }
}
