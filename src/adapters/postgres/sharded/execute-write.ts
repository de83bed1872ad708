import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type {
  Operation,
  OperationResult,
  StepResult,
  Transition,
  WriteContext,
  WriteResult,
} from '../../../ports/task-repository.ts';
import { timestamp } from '../../system/timestamp.ts';
import { findReplay } from '../changes/find-replay.ts';
import type { RunStatement } from '../driver/database.ts';
import { planOf } from '../operations/execute-operation.ts';
import { OwnerLog } from './owner-log.ts';

/**
 * The value of `task_id` in the row of an operation's idempotency key, which concerns several tasks. The column may not
 * be null.
 */
const NO_TASK = '00000000-0000-0000-0000-000000000000';

export interface ChangeOfTask extends WriteContext {
  readonly id: TaskId;
  readonly change: Transition;
  /** True if the task is new, so that there is no state to read. */
  readonly isNew: boolean;
}

/**
 * Runs the statements of a write of one task.
 *
 * @param run runs a statement of the write's transaction
 * @param now the time to store with the idempotency key if the write leaves the task unchanged
 * @throws IdempotencyKeyReused, or the error of the write's state transition
 */
export function executeChange(
  run: RunStatement,
  owner: UserId,
  { id, change, isNew, author, key }: ChangeOfTask,
  now: Instant,
): Promise<WriteResult> {
  return OwnerLog.lock(run, owner, 1, async (log) => {
    const replay = key && (await findReplay(run, owner, key));
    if (replay !== undefined && 'report' in replay) throw new IdempotencyKeyReused();
    if (replay !== undefined) return replay;
    const plan = await planOf([{ id, change }], isNew ? new Map() : await log.states([id]));
    await log.write(plan, author);
    const [result] = plan.results(log.last, author) as [StepResult];
    if (key !== undefined) {
      const { kind, seq, after } = result;
      const at = timestamp(plan.lastChangeAt ?? now);
      await log.storeKey(key, { kind, at, taskId: id, version: after.version, seq, report: null });
    }
    return { ...result, replayed: false };
  });
}

/**
 * Runs the statements of an operation, which may change several tasks. Otherwise works as {@link executeChange}.
 *
 * @throws IdempotencyKeyReused, or the error of a step of the operation
 */
export function executeOperation(
  run: RunStatement,
  owner: UserId,
  operation: Operation,
  now: Instant,
): Promise<OperationResult> {
  const { steps, author, key } = operation;
  return OwnerLog.lock(run, owner, steps.length, async (log) => {
    const replay = key && (await findReplay(run, owner, key));
    if (replay !== undefined && !('report' in replay)) throw new IdempotencyKeyReused();
    if (replay !== undefined) return replay;
    const plan = await planOf(steps, await log.states([...new Set(steps.map(({ id }) => id))]));
    await log.write(plan, author);
    const result = plan.result(log.last, operation);
    if (key !== undefined) {
      const at = timestamp(plan.lastChangeAt ?? now);
      await log.storeKey(key, { kind: 'operation', at, taskId: NO_TASK, version: 0, ...result });
    }
    return result;
  });
}
