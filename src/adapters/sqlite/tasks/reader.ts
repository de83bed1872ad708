import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { decodeAuthor } from '../../../domain/changes/author.ts';
import { SEQ_ZERO, type Seq, type TaskState } from '../../../domain/changes/change.ts';
import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import { DeletedTask, type Task } from '../../../domain/tasks/task.ts';
import type { Version } from '../../../domain/tasks/version.ts';
import type { IdempotencyKey, OperationResult, WriteResult } from '../../../ports/task-repository.ts';
import { preparerOf } from '../database/connection.ts';
import { toStoreError } from '../database/sqlite-error.ts';
import { FIND, LAST_CHANGE, LAST_SEQ, REPLAY } from './read-statements.ts';
import { type StateRow, type TaskRow, toState, toTask, type Value } from './task-row.ts';

/** A committed state of a task, and the `seq` of the change that led to it. */
export interface CommittedState<State = TaskState> {
  readonly state: State;
  readonly seq: Seq;
}

interface ReplayRow extends StateRow {
  readonly fingerprint: string;
  readonly report: string | null;
  /** The author of the change whose result is stored with the idempotency key. */
  readonly actor: string | null;
}

/** Runs fast reads on one connection, each in less than a millisecond. A read sees every acknowledged commit. */
export class Reader {
  readonly #database: DatabaseSync;
  readonly #prepare: (sql: string) => StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#prepare = preparerOf(database);
  }

  /** @throws StoreError if the database file cannot be read */
  all<Row>(sql: string, parameters: readonly Value[]): Row[] {
    try {
      return this.#prepare(sql).all(...parameters) as Row[];
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /** Runs several reads on one snapshot, so that no commit can come between two of them. */
  snapshot<Result>(read: () => Result): Result {
    try {
      this.#prepare('begin').run();
      return read();
    } catch (error) {
      throw toStoreError(error);
    } finally {
      // After some errors, SQLite has already ended the transaction.
      if (this.#database.isTransaction) this.#prepare('commit').run();
    }
  }

  task(owner: UserId, id: TaskId): CommittedState<Task> | undefined {
    const row = this.#get<TaskRow & { seq: Seq }>(FIND, [owner, id]);
    return row && { state: toTask(row), seq: row.seq };
  }

  /** Returns the state of the task with this id: the task, or its deletion; undefined if the id was never used. */
  state(owner: UserId, id: TaskId): CommittedState | undefined {
    const task = this.task(owner, id);
    if (task !== undefined) return task;
    const row = this.#get<{ version: Version; seq: Seq; at: Instant }>(LAST_CHANGE, [owner, id]);
    if (row === undefined) return undefined;
    return { state: new DeletedTask({ userId: owner, id, version: row.version, deletedAt: row.at }), seq: row.seq };
  }

  lastSeq(owner: UserId): Seq {
    return this.#get<{ seq: Seq }>(LAST_SEQ, [owner])?.seq ?? SEQ_ZERO;
  }

  /** @throws IdempotencyKeyReused if another request has used the key */
  replay(owner: UserId, { name, fingerprint }: IdempotencyKey): WriteResult | OperationResult | undefined {
    const row = this.#get<ReplayRow>(REPLAY, [owner, name]);
    if (row === undefined) return undefined;
    if (row.fingerprint !== fingerprint) throw new IdempotencyKeyReused();
    const { seq, kind, report } = row;
    if (report !== null) return { report, seq, replayed: true };
    const author = kind === 'unchanged' ? null : decodeAuthor(row.actor);
    return { seq, kind, after: toState(row), author, replayed: true };
  }

  /** Returns whether an idempotency key is stored, for the same or for another request. */
  hasKey(owner: UserId, { name }: IdempotencyKey): boolean {
    return this.#get(REPLAY, [owner, name]) !== undefined;
  }

  close(): void {
    this.#database.close();
  }

  #get<Row>(sql: string, parameters: readonly Value[]): Row | undefined {
    try {
      return this.#prepare(sql).get(...parameters) as Row | undefined;
    } catch (error) {
      throw toStoreError(error);
    }
  }
}
