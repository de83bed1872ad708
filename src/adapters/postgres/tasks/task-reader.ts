import type { Seq } from '../../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import type { ChangeList, ChangeQuery, TaskList, TaskQuery } from '../../../ports/task-repository.ts';
import { assertSeqRetained, type ChangeRow, type LogBoundsRow, toChange, toSeq } from '../changes/change-row.ts';
import type { RunStatement } from '../driver/database.ts';
import {
  changesStatement,
  FIND,
  findAsOfStatement,
  LAST_SEQ,
  listAsOfStatement,
  listStatement,
} from './read-statements.ts';
import { type TaskRow, toTask } from './task-row.ts';

/** Reads tasks and changes with one statement for each call, without batches and caches. */
export class TaskReader {
  readonly #read: RunStatement;

  constructor(read: RunStatement) {
    this.#read = read;
  }

  async find(owner: UserId, id: TaskId): Promise<Task | undefined> {
    const rows = await this.#read<TaskRow>(FIND, [owner, id]);
    return rows.map(toTask).at(0);
  }

  /** @throws SeqGone if the log does not reach back to `asOf` */
  async findAsOf(owner: UserId, id: TaskId, asOf: Seq): Promise<Task | undefined> {
    const rows = await this.#read<LogBoundsRow & TaskRow>(...findAsOfStatement(owner, id, asOf));
    checkLog(rows, asOf);
    return found(rows).map(toTask).at(0);
  }

  /** @throws SeqGone if the log does not reach back to `asOf` */
  async list(owner: UserId, query: TaskQuery): Promise<TaskList> {
    const { asOf } = query;
    if (asOf === undefined) return listOf(await this.#read(...listStatement(owner, query)));
    const rows = await this.#read<LogBoundsRow & TaskRow>(...listAsOfStatement(owner, asOf, query));
    checkLog(rows, asOf);
    return listOf(rows, asOf);
  }

  async lastSeq(owner: UserId): Promise<Seq> {
    return lastOf(await this.#read<LogBoundsRow>(LAST_SEQ, [owner]));
  }

  /** @throws SeqGone if a change after `since` has been purged, or if `since` is greater than the last `seq` */
  async changes(owner: UserId, query: ChangeQuery): Promise<ChangeList> {
    const rows = await this.#read<LogBoundsRow & ChangeRow>(...changesStatement(owner, query));
    // The history of one task is returned even if some changes after `since` have been purged.
    if (query.of === undefined) checkLog(rows, query.since);
    return { changes: found(rows).map(toChange), last: lastOf(rows) };
  }
}

/** Converts the rows of a query for a page to a list. `seq` is the number of the last change that the list includes. */
export function listOf(rows: readonly (LogBoundsRow & TaskRow)[], seq = lastOf(rows)): TaskList {
  return { tasks: found(rows).map(toTask), seq };
}

/** Returns the rows with a task, that is, without the row that has only the columns of `withLogBounds`. */
function found<Row extends LogBoundsRow & { readonly id: string | null }>(rows: readonly Row[]): Row[] {
  return rows.filter(({ id }) => id !== null);
}

function lastOf([row]: readonly LogBoundsRow[]): Seq {
  return toSeq(row?.last ?? 0);
}

/** @throws SeqGone if the changes after `seq` have been purged, or if the log ends before `seq` */
function checkLog([row]: readonly LogBoundsRow[], seq: Seq): void {
  if (row !== undefined) assertSeqRetained(seq, row);
}
