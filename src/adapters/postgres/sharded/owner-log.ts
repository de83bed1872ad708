import { type Author, encodeAuthor } from '../../../domain/changes/author.ts';
import { changedAt, type Seq, type TaskState } from '../../../domain/changes/change.ts';
import { type OperationPlan, seqAt, seqOf } from '../../../domain/changes/operation-plan.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import { Task } from '../../../domain/tasks/task.ts';
import type { Version } from '../../../domain/tasks/version.ts';
import { timestamp } from '../../system/timestamp.ts';
import { type StateRow, toSeq, toState } from '../changes/change-row.ts';
import type { RunStatement } from '../driver/database.ts';
import type { Parameter } from '../driver/prepared-query.ts';
import { columnValues, taskColumns } from '../tasks/task-row.ts';
import * as sql from './write-statements.ts';

/** A state of a task, and the `seq` of the change that led to it. */
interface StoredState {
  readonly state: TaskState;
  readonly seq: Seq;
}

/** The result of a request, which is stored with the request's idempotency key. */
interface KeyedResult {
  readonly kind: string;
  readonly at: string;
  readonly taskId: string;
  readonly version: Version | 0;
  readonly seq: Seq;
  readonly report: string | null;
}

/** The column values of a pre-image where no task existed: all null. */
const NO_STATE: readonly Parameter[] = taskColumns()
  .split(', ')
  .map(() => null);

/**
 * One owner's log and tasks, in a transaction that has locked the log. Until its commit, no other transaction writes to
 * them. So every read is current, and changes are numbered (`seq`) in the order of commits, without a gap.
 */
export class OwnerLog {
  readonly #run: RunStatement;
  readonly #owner: UserId;
  /** The `seq` of the last change before the transaction. */
  readonly last: Seq;
  #written = 0;

  private constructor(run: RunStatement, owner: UserId, last: Seq) {
    this.#run = run;
    this.#owner = owner;
    this.last = last;
  }

  /**
   * Locks an owner's log, and runs `work` with it. All writes of the owner take this lock first.
   *
   * @param expected the probable number of changes; if the actual number differs, one more statement runs
   */
  static async lock<T>(
    run: RunStatement,
    owner: UserId,
    expected: number,
    work: (log: OwnerLog) => Promise<T>,
  ): Promise<T> {
    const [counter] = await run<{ seq: string | number }>(sql.RESERVE, [owner, expected]);
    const log = new OwnerLog(run, owner, toSeq(Number(counter?.seq) - expected));
    const result = await work(log);
    if (log.#written !== expected) await run(sql.SET_LAST, [owner, log.last + log.#written]);
    return result;
  }

  /** Returns the states of tasks by id: the task, or its deletion. Ids that were never used are missing in the map. */
  async states(ids: readonly TaskId[]): Promise<Map<string, StoredState>> {
    const states = new Map<string, StoredState>();
    for (let i = 0; i < ids.length; i += sql.MAX_READ) {
      const part = ids.slice(i, i + sql.MAX_READ);
      await this.#read(sql.TASKS, part, 'updated', states);
      const missing = part.filter((id) => !states.has(id));
      if (missing.length > 0) await this.#read(sql.LAST_CHANGES, missing, 'deleted', states);
    }
    return states;
  }

  async #read(
    statement: string,
    ids: readonly TaskId[],
    kind: 'updated' | 'deleted',
    states: Map<string, StoredState>,
  ): Promise<void> {
    const rows = await this.#run<Omit<StateRow, 'kind'>>(statement, [this.#owner, `{${ids.join(',')}}`]);
    for (const row of rows) states.set(row.id, { state: toState({ ...row, kind }), seq: toSeq(row.seq) });
  }

  /** Writes the tasks and the changes of a planned operation, one row after the other. */
  async write({ tasks, changes }: OperationPlan, author: Author): Promise<void> {
    for (const { base, state, origin } of tasks.values()) {
      await this.#writeTask(base.state instanceof Task, state, seqOf(origin, this.last));
    }
    const actor = encodeAuthor(author);
    for (const [place, { kind, before, after, previous }] of changes.entries()) {
      const { id, version } = after;
      const entry = [seqAt(place, this.last), kind, timestamp(changedAt(after)), id, version];
      const preImage = before instanceof Task ? columnValues(before) : NO_STATE;
      await this.#run(sql.ADD_CHANGE, [this.#owner, ...entry, seqOf(previous, this.last), place, actor, ...preImage]);
    }
    this.#written = changes.length;
  }

  async #writeTask(isStored: boolean, state: TaskState, seq: Seq): Promise<void> {
    const { id, version } = state;
    if (state instanceof Task) {
      const statement = isStored ? sql.UPDATE_TASK : sql.CREATE_TASK;
      await this.#run(statement, [this.#owner, id, version, seq, ...columnValues(state)]);
    } else if (isStored) await this.#run(sql.DELETE_TASK, [this.#owner, id]);
  }

  async storeKey(key: { readonly name: string; readonly fingerprint: string }, result: KeyedResult): Promise<void> {
    const { kind, at, taskId, version, seq, report } = result;
    await this.#run(sql.ADD_KEY, [this.#owner, key.name, key.fingerprint, kind, at, taskId, version, seq, report]);
  }
}
