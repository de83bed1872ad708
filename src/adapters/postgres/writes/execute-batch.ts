import type { Instant } from '../../../domain/instant.ts';
import type { RunStatement } from '../driver/database.ts';
import type { Statement } from '../tasks/read-statements.ts';
import type { CommittedChanges, CommittedRow, StepRow } from './batch-rows.ts';
import { singleStatement } from './single-statement.ts';
import { TaskChangeset } from './task-changeset.ts';
import { UnreadChange } from './unread/unread-change.ts';
import { unreadStatement } from './unread/unread-statement.ts';
import { type BatchKind, writeStatement } from './write-statements.ts';

/**
 * Writes a batch by one statement. Returns the committed changes of each changeset; none if its optimistic lock failed.
 *
 * @param now the time to store with the idempotency keys of writes that leave their task unchanged
 */
export async function executeBatch(
  changesets: (TaskChangeset | UnreadChange)[],
  run: RunStatement,
  now: Instant,
): Promise<CommittedChanges[]> {
  const committed = changesets.map(() => new Map<number, CommittedRow>());
  if (changesets.length === 0) return committed;
  const rows = await run<CommittedRow>(...statementOf(changesets, now));
  for (const row of rows) committed[row.t]?.set(row.step, row);
  return committed;
}

function statementOf(changesets: (TaskChangeset | UnreadChange)[], now: Instant): Statement {
  const [first, another] = changesets;
  if (another === undefined && first instanceof UnreadChange) return unreadStatement(first.stepRows(0)[0] as StepRow);
  if (another === undefined && first instanceof TaskChangeset && first.single !== undefined) {
    return singleStatement(first.single, first.seq, first.single.write);
  }
  const steps = JSON.stringify(changesets.flatMap((changeset, t) => changeset.stepRows(t)));
  const kind = batchKindOf(changesets);
  if (changesets.every(({ hasNoKeys }) => hasNoKeys)) return [writeStatement(kind, true), [steps]];
  const keys = JSON.stringify(changesets.flatMap((changeset, t) => changeset.keyRows(t, now)));
  return [writeStatement(kind, false), [steps, keys]];
}

function batchKindOf(changesets: (TaskChangeset | UnreadChange)[]): BatchKind {
  if (changesets.every(({ isNew }) => isNew)) return 'creates';
  return changesets.some((changeset) => changeset instanceof UnreadChange) ? 'unread' : 'read';
}
