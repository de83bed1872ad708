import { type Author, encodeAuthor } from '../../../domain/changes/author.ts';
import { changedAt, type Seq } from '../../../domain/changes/change.ts';
import { type OperationPlan, type PlannedChange, seqAt, seqOf } from '../../../domain/changes/operation-plan.ts';
import type { UserId } from '../../../domain/identity.ts';
import { Task } from '../../../domain/tasks/task.ts';
import { timestamp } from '../../system/timestamp.ts';
import type { Parameter } from '../driver/prepared-query.ts';
import type { Statement } from '../tasks/read-statements.ts';
import { prefixedColumns } from '../tasks/task-row.ts';
import { ADD_CHANGES, CREATE_TASKS, DELETE_TASKS, MAX_ROWS, UPDATE_TASKS } from './operation-statements.ts';

/**
 * Yields the statements that write the tasks and the changes of an operation. The rows of a statement are encoded only
 * when the caller takes the statement, so that other requests are served between two statements.
 *
 * @param last the `seq` of the last change before the operation
 */
export function* operationStatements(
  owner: UserId,
  plan: OperationPlan,
  last: Seq,
  author: Author,
): Generator<Statement> {
  const tasks = [...plan.tasks.values()].map(({ base, state, origin }) => ({
    state,
    seq: seqOf(origin, last),
    wasStored: base.state instanceof Task,
    isStored: state instanceof Task,
  }));
  const toRow = ({ state, seq }: (typeof tasks)[number]) => ({
    id: state.id,
    version: state.version,
    seq,
    ...columnsOf(state),
  });
  yield* inParts(
    CREATE_TASKS,
    owner,
    tasks.filter(({ wasStored, isStored }) => !wasStored && isStored),
    toRow,
  );
  yield* inParts(
    UPDATE_TASKS,
    owner,
    tasks.filter(({ wasStored, isStored }) => wasStored && isStored),
    toRow,
  );
  yield* inParts(
    DELETE_TASKS,
    owner,
    tasks.filter(({ wasStored, isStored }) => wasStored && !isStored),
    toRow,
  );
  const toEntry = ({ kind, before, after, previous }: PlannedChange, place: number) => ({
    seq: seqAt(place, last),
    kind,
    at: timestamp(changedAt(after)),
    task_id: after.id,
    version: after.version,
    previous_seq: seqOf(previous, last),
    place,
    ...columnsOf(before),
  });
  yield* inParts(ADD_CHANGES, owner, plan.changes, toEntry, [encodeAuthor(author)]);
}

function columnsOf(state: unknown): object {
  return state instanceof Task ? prefixedColumns('', state) : {};
}

/**
 * Yields statements that each write at most MAX_ROWS of the items.
 *
 * @param more the parameters that follow the owner and the rows
 */
function* inParts<T>(
  sql: string,
  owner: UserId,
  items: readonly T[],
  toRow: (item: T, index: number) => object,
  more: readonly Parameter[] = [],
): Generator<Statement> {
  for (let start = 0; start < items.length; start += MAX_ROWS) {
    const rows = items.slice(start, start + MAX_ROWS).map((item, i) => toRow(item, start + i));
    yield [sql, [owner, JSON.stringify(rows), ...more]];
  }
}
