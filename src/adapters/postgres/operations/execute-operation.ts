import { setImmediate as nextTurn } from 'node:timers/promises';
import { SEQ_ZERO, type Seq } from '../../../domain/changes/change.ts';
import { OperationPlan, seqOf } from '../../../domain/changes/operation-plan.ts';
import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { IdempotencyKey, Operation, OperationResult } from '../../../ports/task-repository.ts';
import { timestamp } from '../../system/timestamp.ts';
import { toSeq } from '../changes/change-row.ts';
import { findReplay } from '../changes/find-replay.ts';
import type { RunStatement } from '../driver/database.ts';
import { LAST_SEQ } from '../tasks/read-statements.ts';
import type { CachedTask } from '../tasks/task-cache.ts';
import type { BaseStateRow } from '../writes/base-state-statements.ts';
import { toBaseState } from '../writes/base-states.ts';
import type { BaseState } from '../writes/queued-write.ts';
import { operationStatements } from './operation-rows.ts';
import { ADD_KEY, ADVANCE_COUNTER, LOCKED_STATES, MAX_ROWS, STATES } from './operation-statements.ts';

/**
 * The most steps of an operation that are planned in one turn of the event loop, so that other requests are not
 * delayed.
 */
const STEPS_PER_TURN = 250;

/** The result of an operation that is not committed yet, and the new states of the changed tasks. */
export interface ExecutedOperation {
  readonly result: OperationResult;
  readonly states: readonly CachedTask[];
}

/**
 * Runs the statements of an operation. It locks rows in the same order as a batch of single writes: tasks by their
 * primary keys, then the owner's counter.
 *
 * @param run runs a statement of the operation's transaction
 * @param now the time to store with the idempotency key if the operation leaves all tasks unchanged
 * @throws IdempotencyKeyReused, or the error of a step of the operation
 */
export async function executeOperation(
  run: RunStatement,
  owner: UserId,
  operation: Operation,
  now: Instant,
): Promise<ExecutedOperation> {
  const { steps, key } = operation;
  const stored = await lockTasks(run, owner, [...new Set(steps.map(({ id }) => id))].sort());
  const replay = key && (await replayOf(run, owner, key));
  if (replay !== undefined) return { result: replay, states: [] };
  const plan = await planOf(steps, stored);
  const hasEffect = plan.changes.length > 0 || key !== undefined;
  const last = await (hasEffect ? advanceCounter(run, owner, plan.changes.length) : lastSeq(run, owner));
  for (const statement of operationStatements(owner, plan, last, operation.author)) await run(...statement);
  const result = plan.result(last, operation);
  if (key !== undefined) {
    const at = timestamp(plan.lastChangeAt ?? now);
    await run(ADD_KEY, [owner, key.name, key.fingerprint, at, result.seq, result.report]);
  }
  const states = [...plan.tasks.values()].map(({ state, origin }) => ({ state, seq: seqOf(origin, last) }));
  return { result, states };
}

/**
 * Plans the steps of an operation. Lets the event loop serve other requests after every STEPS_PER_TURN steps.
 *
 * @throws the error of a step
 */
export async function planOf(
  steps: Operation['steps'],
  stored: ReadonlyMap<string, Pick<BaseState, 'state' | 'seq'>>,
): Promise<OperationPlan> {
  const plan = new OperationPlan((id) => stored.get(id));
  for (const [i, step] of steps.entries()) {
    if (i > 0 && i % STEPS_PER_TURN === 0) await nextTurn();
    plan.add(step);
  }
  return plan;
}

/** Locks an owner's tasks, and returns their states. Deleted tasks have no row, and are not locked. */
async function lockTasks(run: RunStatement, owner: UserId, ids: readonly TaskId[]): Promise<Map<string, BaseState>> {
  const states = new Map<string, BaseState>();
  for (let i = 0; i < ids.length; i += MAX_ROWS) {
    const part = ids.slice(i, i + MAX_ROWS);
    const rows = await run<BaseStateRow>(LOCKED_STATES, [owner, asked(part)]);
    for (const row of rows) states.set(row.id, toBaseState(row));
    // If a task was deleted while this statement waited for the lock, the statement does not see the deletion in the
    // log. The next statement sees it.
    const missing = rows.filter(({ created_at }) => created_at === null).map(({ id }) => id);
    if (missing.length === 0) continue;
    for (const row of await run<BaseStateRow>(STATES, [owner, asked(missing)])) states.set(row.id, toBaseState(row));
  }
  return states;
}

function asked(ids: readonly string[]): string {
  return JSON.stringify(ids.map((id) => ({ id })));
}

/**
 * Returns the result stored with an idempotency key. Must run after the tasks are locked: if an earlier attempt at the
 * operation has changed these tasks, its key is then visible, too.
 */
async function replayOf(run: RunStatement, owner: UserId, key: IdempotencyKey): Promise<OperationResult | undefined> {
  const replay = await findReplay(run, owner, key);
  if (replay !== undefined && !('report' in replay)) throw new IdempotencyKeyReused();
  return replay;
}

/** Reserves the next `count` numbers (`seq`) in an owner's log. Returns the number before them. */
async function advanceCounter(run: RunStatement, owner: UserId, count: number): Promise<Seq> {
  const [row] = await run<{ seq: string | number }>(ADVANCE_COUNTER, [owner, count]);
  return toSeq(Number(row?.seq) - count);
}

async function lastSeq(run: RunStatement, owner: UserId): Promise<Seq> {
  const [row] = await run<{ last: string | number }>(LAST_SEQ, [owner]);
  return toSeq(row?.last ?? SEQ_ZERO);
}
