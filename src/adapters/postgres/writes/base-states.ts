import { SEQ_ZERO } from '../../../domain/changes/change.ts';
import { toSeq, toState } from '../changes/change-row.ts';
import type { RunStatement } from '../driver/database.ts';
import type { CachedTask, TaskCache } from '../tasks/task-cache.ts';
import type { BaseState, QueuedWrite } from './queued-write.ts';
import {
  type BaseStateRow,
  baseStateStatement,
  FIND_COMMITTED,
  lockedBaseStateStatement,
  type RecoveredRow,
} from './write-statements.ts';

/** The base state of a write to an unused id. */
export const NO_STATE: BaseState = { state: undefined, seq: SEQ_ZERO, fingerprint: undefined, isFresh: true };

/**
 * Resolves each write's base state. A first try is optimistic: it takes the state from the cache and, if alone in its
 * batch, assumes that its key is new. Other writes with keys, and retries, ask the database.
 *
 * @param locks whether to lock the tasks until the transaction ends
 * @returns the states by write; {@link NO_STATE} where there is none
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
    const cached = isOptimistic && !isNew ? newer(cache.get(owner, id), seen) : undefined;
    if (cached !== undefined) states.set(write, { ...cached, fingerprint: undefined, isFresh: false });
    else if (!isNew || (key !== undefined && !isOptimistic)) toQuery.push(write);
  }
  if (toQuery.length > 0) await query(toQuery, states, run, locks);
  // Comes second: a change committed before the query is part of the base state; one committed later fails the version check.
  await findCommitted(batch, states, run);
  return states;
}

async function query(
  writes: QueuedWrite[],
  states: Map<QueuedWrite, BaseState>,
  run: RunStatement,
  locks: boolean,
): Promise<void> {
  // Locks are taken in one order, so that two transactions never wait for each other.
  if (locks) writes.sort((a, b) => (a.owner + a.id < b.owner + b.id ? -1 : 1));
  const queries = writes.map(({ owner, id, key }, n) => ({ n, user_id: owner, id, key: key?.name }));
  const rows = await run<BaseStateRow>(...(locks ? lockedBaseStateStatement(queries) : baseStateStatement(queries)));
  for (const row of rows) states.set(writes[row.n] as QueuedWrite, toBaseState(row));
}

/** Looks in the log for changes of tries that lost their connection. A write with a key needs none: its stored key is proof. */
async function findCommitted(
  batch: QueuedWrite[],
  states: Map<QueuedWrite, BaseState>,
  run: RunStatement,
): Promise<void> {
  const keyless = batch.filter(({ key }) => key === undefined);
  const changes = keyless.flatMap((write) => write.maybeCommitted.map((change) => ({ write, ...change })));
  if (changes.length === 0) return;
  const entries = changes.map(({ entry }, n) => ({ n, ...entry }));
  for (const { n, seq } of await run<RecoveredRow>(FIND_COMMITTED, [JSON.stringify(entries)])) {
    const { write, result } = changes[n] as (typeof changes)[number];
    states.set(write, { ...NO_STATE, recovered: { result, seq: toSeq(seq) } });
  }
}

function isFirstTry({ conflicts, connectionLosses }: QueuedWrite): boolean {
  return conflicts === 0 && connectionLosses === 0;
}

function newer(one: CachedTask | undefined, other: CachedTask | undefined): CachedTask | undefined {
  return one === undefined || (other !== undefined && other.seq > one.seq) ? other : one;
}

function toBaseState({ version, seq, fingerprint, ...row }: BaseStateRow): BaseState {
  const kind = row.created_at === null ? 'deleted' : 'updated';
  return {
    state: version === null ? undefined : toState({ ...row, version, kind }),
    seq: toSeq(seq ?? SEQ_ZERO),
    fingerprint: fingerprint ?? undefined,
    isFresh: true,
  };
}
