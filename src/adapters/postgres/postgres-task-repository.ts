import type { Seq } from '../../domain/change.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import { timestamp } from '../../domain/instant.ts';
import type { Task, Verb } from '../../domain/task.ts';
import type {
  ChangeList,
  ChangeQuery,
  ChangeState,
  Expiry,
  IdempotencyKey,
  Outcome,
  TaskList,
  TaskQuery,
  TaskRepository,
} from '../../ports/task-repository.ts';
import { type ChangeRow, type LogRow, mustReach, type StateRow, toChange, toSeq } from './change-row.ts';
import type { Database } from './database.ts';
import { type Forgotten, forgetStatement } from './forget-statement.ts';
import type { Grouping } from './grouping.ts';
import { keptLists, type NewsRow, renewed } from './read/kept-lists.ts';
import { LONG, Lookup, SHORT } from './read/lookup.ts';
import {
  changesStatement,
  FIND,
  FIND_MANY,
  findAsOfStatement,
  LAST_SEQ,
  listAsOfStatement,
  listStatement,
  NEWS,
  NEWS_OF_MANY,
  PAGE,
  PAGES,
  type Statement,
} from './read/read-statements.ts';
import type { RecentStates } from './read/recent-states.ts';
import { type TaskRow, toTask } from './task-row.ts';
import type { TaskWriter } from './write/task-writer.ts';

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
  readonly #recent: RecentStates;
  readonly #writer: TaskWriter;
  readonly #tasks: Lookup<{ user_id: UserId; id: TaskId }, TaskRow & Pick<StateRow, 'seq'>>;
  readonly #news: Lookup<{ user_id: UserId; since: Seq }, NewsRow & TaskRow>;
  readonly #pages: Lookup<PageQuestion, LogRow & TaskRow>;
  readonly #lists = keptLists();

  constructor(database: Database, recent: RecentStates, writer: TaskWriter, grouping: Grouping) {
    this.#database = database;
    this.#recent = recent;
    this.#writer = writer;
    this.#tasks = new Lookup(database, { kind: 'tasks', many: FIND_MANY, one: FIND, limits: SHORT }, grouping);
    this.#news = new Lookup(database, { kind: 'news', many: NEWS_OF_MANY, one: NEWS, limits: SHORT }, grouping);
    this.#pages = new Lookup(database, { kind: 'pages', many: PAGES, one: PAGE, limits: LONG }, grouping);
  }

  async find(owner: UserId, id: TaskId, asOf?: Seq): Promise<Task | undefined> {
    if (asOf === undefined) {
      const isAlone = this.#tasks.isIdle;
      const seen = await this.#look(owner, id);
      // Who asks for a task often changes it next. Where many ask, their changes will share one look at what there is.
      if (isAlone && seen !== undefined) this.#recent.see(seen);
      return seen?.state;
    }
    const rows = await this.#database.read<LogRow & TaskRow>(...findAsOfStatement(owner, id, asOf));
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
    return listOf(await this.#pages.ask({ user_id: owner, size, skip, ...place }));
  }

  async #renew(owner: UserId, query: TaskQuery, list: TaskList): Promise<TaskList | undefined> {
    return renewed(list, query, await this.#news.ask({ user_id: owner, since: list.seq }));
  }

  async #read(asOf: Seq | undefined, statement: Statement): Promise<TaskList> {
    const rows = await this.#database.read<LogRow & TaskRow>(...statement);
    if (asOf !== undefined) checkLog(rows, asOf);
    return listOf(rows, asOf);
  }

  async lastSeq(owner: UserId): Promise<Seq> {
    return lastOf(await this.#database.read<LogRow>(LAST_SEQ, [owner]));
  }

  async changes(owner: UserId, query: ChangeQuery): Promise<ChangeList> {
    const rows = await this.#database.read<LogRow & ChangeRow>(...changesStatement(owner, query));
    // Of one task's history there is what there is.
    if (query.of === undefined) checkLog(rows, query.since);
    return { changes: found(rows).map(toChange), last: lastOf(rows) };
  }

  add(task: Task, key?: IdempotencyKey): Promise<Outcome> {
    const since = performance.now();
    return this.#writer.write({ owner: task.userId, id: task.id, change: () => task, key, isNew: true, since });
  }

  async change(owner: UserId, id: TaskId, change: ChangeState, key?: IdempotencyKey, verb?: Verb): Promise<Outcome> {
    const since = performance.now();
    // Looked up while writes before it are under way, together with whatever else is. With a key, the key is looked up too.
    const isUnknown = verb === undefined && key === undefined && this.#recent.get(owner, id) === undefined;
    const seen = isUnknown ? await this.#look(owner, id) : undefined;
    return this.#writer.write({ owner, id, change, key, verb, seen, isNew: false, since });
  }

  async #look(owner: UserId, id: TaskId): Promise<{ state: Task; seq: Seq } | undefined> {
    const [row] = await this.#tasks.ask({ user_id: owner, id });
    return row && { state: toTask(row), seq: toSeq(row.seq) };
  }

  outcomeOf(owner: UserId, key: IdempotencyKey): Promise<Outcome | undefined> {
    return this.#writer.outcomeOf(owner, key);
  }

  async forget(expiry: Expiry, cursor: UserId | undefined): Promise<UserId | undefined> {
    const bounds = [timestamp(expiry.changes), timestamp(expiry.keys), ...(cursor === undefined ? [] : [cursor])];
    for (;;) {
      const rows = await this.#database.run<Forgotten>(forgetStatement(cursor === undefined), bounds);
      // What is too much for one statement takes several.
      if (!rows.some(({ is_more }) => is_more)) return rows.at(-1)?.user_id as UserId | undefined;
    }
  }
}

function listOf(rows: readonly (LogRow & TaskRow)[], seq = lastOf(rows)): TaskList {
  return { tasks: found(rows).map(toTask), seq };
}

/** What was found beside the state of the log, in which case the other columns are not all null. */
function found<Row extends LogRow & { readonly id: string | null }>(rows: readonly Row[]): Row[] {
  return rows.filter(({ id }) => id !== null);
}

function lastOf([row]: readonly LogRow[]): Seq {
  return toSeq(row?.last ?? 0);
}

/** @throws SeqGone */
function checkLog([row]: readonly LogRow[], seq: Seq): void {
  if (row !== undefined) mustReach(seq, row);
}
