import { SEQ_ZERO } from '../../../domain/changes/change.ts';
import type { TaskCommand } from '../../../domain/tasks/task.ts';
import { timestamp } from '../../system/timestamp.ts';
import { toSeq, toState } from '../changes/change-row.ts';
import type { RunStatement } from '../driver/database.ts';
import type { CachedTask, TaskCache } from '../tasks/task-cache.ts';
import {
  type BaseStateRow,
  baseStateStatement,
  FIND_COMMITTED,
  lockedBaseStateStatement,
  type RecoveredRow,
} from './base-state-statements.ts';
import type { BaseState, QueuedWrite } from './queued-write.ts';

/** The base state of a write that creates a task: there is no state yet. */
export const NO_STATE: BaseState = { state: undefined, seq: SEQ_ZERO, fingerprint: undefined, isFresh: true };

/**
 * Finds each write's base state: the state of the task that the write starts from. The first attempt at a write takes
 * the state from the cache. If the write has an idempotency key and is alone in its batch, the first attempt assumes
 * that the key is new. For cache misses, for retries, and for other writes with keys, this function queries the
 * database. It removes the `command` of each write that must not be unread: the batch locks its tasks, the cache has the
 * task, or it is a retry.
 *
 * @param locks whether to lock the tasks until the transaction ends
 * @returns a map from writes to states; a write that is not in the map is unread, or has {@link NO_STATE}
 */
export async function resolveBaseStates(
  batch: QueuedWrite[],
  cache: TaskCache,
  run: RunStatement,
  locks: boolean,
): Promise<Map<QueuedWrite, BaseState>> {
  const states = new Map<QueuedWrite, BaseState>();
  const toQuery: QueuedWrite[] = [];
  for (const write of batch) {
    const { owner, id, isNew, key, seen } = write;
    const isOptimistic = !locks && isFirstTry(write) && (key === undefined || batch.length === 1);
    if (isUnread(write) && !locks && !cache.has(owner, id)) continue;
    if (write.command !== undefined) write.command = undefined;
    const cached = isOptimistic && !isNew ? newer(cache.get(owner, id), seen) : undefined;
    if (cached !== undefined) states.set(write, { ...cached, fingerprint: undefined, isFresh: false });
    else if (!isNew || (key !== undefined && !isOptimistic)) toQuery.push(write);
  }
  if (toQuery.length > 0) await query(toQuery, states, run, locks);
  // Searches the log after base states are read. In the other order, an earlier attempt at a write could commit between
  // the two queries, and its change would be made twice. If that attempt commits later, its optimistic lock fails.
  await findCommitted(batch, states, run);
  return states;
}

async function query(
  writes: QueuedWrite[],
  states: Map<QueuedWrite, BaseState>,
  run: RunStatement,
  locks: boolean,
): Promise<void> {
  // All transactions lock tasks in the order of owners and ids, so that two transactions never deadlock.
  if (locks) writes.sort((a, b) => (a.owner + a.id < b.owner + b.id ? -1 : 1));
  const queries = writes.map(({ owner, id, key }, n) => ({ n, user_id: owner, id, key: key?.name }));
  const rows = await run<BaseStateRow>(...(locks ? lockedBaseStateStatement(queries) : baseStateStatement(queries)));
  for (const row of rows) states.set(writes[row.n] as QueuedWrite, toBaseState(row));
}

/**
 * Searches the log for changes by earlier attempts that lost their connection, and marks their writes as committed. A
 * write with an idempotency key needs no search: the stored key proves the commit.
 */
async function findCommitted(
  batch: QueuedWrite[],
  states: Map<QueuedWrite, BaseState>,
  run: RunStatement,
): Promise<void> {
  const keyless = batch.filter(({ key }) => key === undefined);
  const changes = keyless.flatMap((write) => write.maybeCommitted.map((change) => ({ write, ...change })));
  if (changes.length === 0) return;
  const entries = changes.map(({ write, at }, n) => ({
    n,
    user_id: write.owner,
    task_id: write.id,
    at: timestamp(at),
  }));
  for (const { n, seq } of await run<RecoveredRow>(FIND_COMMITTED, [JSON.stringify(entries)])) {
    const { write, result } = changes[n] as (typeof changes)[number];
    states.set(write, { ...NO_STATE, recovered: { result, seq: toSeq(seq) } });
  }
}

/** Returns whether a write is unread. Only a first attempt may be: a retry must compare with the state that it has read. */
export function isUnread(write: QueuedWrite): write is QueuedWrite & { command: TaskCommand } {
  return write.command !== undefined && isFirstTry(write) && write.maybeCommitted.length === 0;
}

function isFirstTry({ conflicts, connectionLosses }: QueuedWrite): boolean {
  return conflicts === 0 && connectionLosses === 0;
}

function newer(one: CachedTask | undefined, other: CachedTask | undefined): CachedTask | undefined {
  return one === undefined || (other !== undefined && other.seq > one.seq) ? other : one;
}

export function toBaseState({ version, seq, fingerprint, ...row }: BaseStateRow): BaseState {
  const kind = row.created_at === null ? 'deleted' : 'updated';
  return {
    state: version === null ? undefined : toState({ ...row, version, kind }),
    seq: toSeq(seq ?? SEQ_ZERO),
    fingerprint: fingerprint ?? undefined,
    isFresh: true,
  };
}
