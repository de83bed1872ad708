import type { Instant } from '../../../domain/instant.ts';
import type { RunStatement } from '../driver/database.ts';
import type { Statement } from '../tasks/read-statements.ts';
import { singleStatement } from './single-statement.ts';
import type { TaskChangeset } from './task-changeset.ts';
import { type CommittedChanges, type CommittedRow, writeStatement } from './write-statements.ts';

/**
 * Writes a batch by one statement. Returns the committed changes of each changeset; none if its base state was stale.
 *
 * @param now the time to store with the idempotency keys of writes that leave their task unchanged
 */
export async function executeBatch(
  changesets: TaskChangeset[],
  run: RunStatement,
  now: Instant,
): Promise<CommittedChanges[]> {
  const committed = changesets.map(() => new Map<number, CommittedRow>());
  if (changesets.length === 0) return committed;
  const rows = await run<CommittedRow>(...statementOf(changesets, now));
  for (const row of rows) committed[row.t]?.set(row.step, row);
  return committed;
}

function statementOf(changesets: TaskChangeset[], now: Instant): Statement {
  const [first, another] = changesets;
  if (first?.single !== undefined && another === undefined) {
    return singleStatement(first.single, first.seq, first.single.write);
  }
  const steps = JSON.stringify(changesets.flatMap((changeset, t) => changeset.stepRows(t)));
  const onlyCreates = changesets.every(({ isNew }) => isNew);
  if (changesets.every(({ hasNoKeys }) => hasNoKeys)) return [writeStatement(onlyCreates, true), [steps]];
  const keys = JSON.stringify(changesets.flatMap((changeset, t) => changeset.keyRows(t, now)));
  return [writeStatement(onlyCreates, false), [steps, keys]];
}
