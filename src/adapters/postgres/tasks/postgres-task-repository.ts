import type { Seq } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import { timestamp } from '../../../domain/instant.ts';
import type { Task, TaskCommand } from '../../../domain/tasks/task.ts';
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
import { type Forgotten, pruneStatement } from '../changes/prune-sql.ts';
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

/** How many tasks a list may pass over that is read together with others. */
const MAX_SKIP = 1_000;

interface PageQuestion {
  readonly user_id: UserId;
  readonly size: number;
  readonly skip: number;
  readonly created_at: string | undefined;
  readonly id: TaskId | undefined;
}

/** Keeps tasks in PostgreSQL, embedded or not. Every statement names the owner. */
export class PostgresTaskRepository implements TaskRepository {
  readonly #database: Database;
  readonly #recent: TaskCache;
  readonly #writer: TaskWriter;
  readonly #tasks: BatchLoader<{ user_id: UserId; id: TaskId }, TaskRow & Pick<StateRow, 'seq'>>;
  readonly #news: BatchLoader<{ user_id: UserId; since: Seq }, ListDeltaRow & TaskRow>;
  readonly #pages: BatchLoader<PageQuestion, LogBoundsRow & TaskRow>;
  readonly #lists = createListCache();

  constructor(database: Database, recent: TaskCache, writer: TaskWriter, grouping: Sharding) {
    this.#database = database;
    this.#recent = recent;
    this.#writer = writer;
    this.#tasks = new BatchLoader(
      database,
      { kind: 'tasks', many: FIND_MANY, one: FIND, limits: SMALL_RESULTS },
      grouping,
    );
    this.#news = new BatchLoader(
      database,
      { kind: 'list_delta', many: LIST_DELTA_OF_MANY, one: LIST_DELTA, limits: SMALL_RESULTS },
      grouping,
    );
    this.#pages = new BatchLoader(database, { kind: 'pages', many: PAGES, one: PAGE, limits: LARGE_RESULTS }, grouping);
  }

  async find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined> {
    if (asOf === undefined) {
      const isAlone = this.#tasks.isIdle;
      const seen = await this.#look(owner, id);
      // Who asks for a task often changes it next. Where many ask, their changes will share one look at what there is.
      if (isAlone && seen !== undefined) this.#recent.put(seen);
      return seen?.state;
    }
    const rows = await this.#database.read<LogBoundsRow & TaskRow>(...findAsOfStatement(owner, id, asOf));
    checkLog(rows, asOf);
    return found(rows).map(toTask).at(0);
  }

  async list(owner: UserId, query: TaskQuery): Promise<TaskList> {
    if (query.asOf !== undefined) return this.#read(query.asOf, listAsOfStatement(owner, query.asOf, query));
    const question = JSON.stringify([owner, query]);
    const kept = this.#lists.get(question);
    const list = (kept && (await this.#renew(owner, query, kept))) ?? (await this.#readNow(owner, query));
    this.#lists.set(question, list);
    return list;
  }

  async #readNow(owner: UserId, query: TaskQuery): Promise<TaskList> {
    const { completed, offset: skip, limit: size, after } = query;
    // A part of a list has a statement of its own, and what is far down takes longer than others should wait for.
    if (completed !== undefined || skip > MAX_SKIP) return this.#read(undefined, listStatement(owner, query));
    const place = { created_at: after && timestamp(after.createdAt), id: after?.id };
    return listOf(await this.#pages.load({ user_id: owner, size, skip, ...place }));
  }

  async #renew(owner: UserId, query: TaskQuery, list: TaskList): Promise<TaskList | undefined> {
    return revalidate(list, query, await this.#news.load({ user_id: owner, since: list.seq }));
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
    // Of one task's history there is what there is.
    if (query.of === undefined) checkLog(rows, query.since);
    return { changes: found(rows).map(toChange), last: lastOf(rows) };
  }

  add(task: Task, key?: IdempotencyKey): Promise<WriteResult> {
    const since = performance.now();
    return this.#writer.write({ owner: task.userId, id: task.id, change: () => task, key, isNew: true, since });
  }

  async change(
    owner: UserId,
    id: TaskId,
    change: Transition,
    key?: IdempotencyKey,
    verb?: TaskCommand,
  ): Promise<WriteResult> {
    const since = performance.now();
    // Looked up while writes before it are under way, together with whatever else is. With a key, the key is looked up too.
    const isUnknown = verb === undefined && key === undefined && this.#recent.get(owner, id) === undefined;
    const seen = isUnknown ? await this.#look(owner, id) : undefined;
    return this.#writer.write({ owner, id, change, key, verb, seen, isNew: false, since });
  }

  async #look(owner: UserId, id: TaskId): Promise<{ state: Task; seq: Seq } | undefined> {
    const [row] = await this.#tasks.load({ user_id: owner, id });
    return row && { state: toTask(row), seq: toSeq(row.seq) };
  }

  findReplay(owner: UserId, key: IdempotencyKey): Promise<WriteResult | undefined> {
    return this.#writer.findReplay(owner, key);
  }

  async forget(expiry: Expiry, cursor: UserId | undefined): Promise<UserId | undefined> {
    const bounds = [timestamp(expiry.changes), timestamp(expiry.keys), ...(cursor === undefined ? [] : [cursor])];
    for (;;) {
      const rows = await this.#database.run<Forgotten>(pruneStatement(cursor === undefined), bounds);
      // What is too much for one statement takes several.
      if (!rows.some(({ is_more }) => is_more)) return rows.at(-1)?.user_id as UserId | undefined;
    }
  }
}

function listOf(rows: readonly (LogBoundsRow & TaskRow)[], seq = lastOf(rows)): TaskList {
  return { tasks: found(rows).map(toTask), seq };
}

/** What was found beside the state of the log, in which case the other columns are not all null. */
function found<Row extends LogBoundsRow & { readonly id: string | null }>(rows: readonly Row[]): Row[] {
  return rows.filter(({ id }) => id !== null);
}

function lastOf([row]: readonly LogBoundsRow[]): Seq {
  return toSeq(row?.last ?? 0);
}

/** @throws SeqGone */
function checkLog([row]: readonly LogBoundsRow[], seq: Seq): void {
  if (row !== undefined) assertSeqRetained(seq, row);
}
