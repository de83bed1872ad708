import type { Instant } from '../../../domain/instant.ts';
import type { RunStatement } from '../driver/database.ts';
import type { Statement } from '../tasks/read-statements.ts';
import { blindStatement } from './blind-statement.ts';
import { BlindWrite } from './blind-write.ts';
import { singleStatement } from './single-statement.ts';
import type { TaskChangeset } from './task-changeset.ts';
import { type CommittedChanges, type CommittedRow, writeStatement } from './write-statements.ts';

/**
 * Does all of it in one statement, and returns, task by task, those steps whose task was as it was thought to be.
 *
 * @param now when a key was first seen that has changed nothing
 */
export async function executeBatch(
  changesets: (TaskChangeset | BlindWrite)[],
  run: RunStatement,
  now: Instant,
): Promise<CommittedChanges[]> {
  const kept = changesets.map(() => new Map<number, CommittedRow>());
  if (changesets.length === 0) return kept;
  const rows = await run<CommittedRow>(...statementOf(changesets, now));
  for (const row of rows) kept[row.t]?.set(row.step, row);
  return kept;
}

function statementOf(changesets: (TaskChangeset | BlindWrite)[], now: Instant): Statement {
  const [changeset, another] = changesets;
  if (changeset !== undefined && another === undefined) {
    if (changeset instanceof BlindWrite) return blindStatement(changeset);
    if (changeset.single) return singleStatement(changeset.single, changeset.seq, changeset.single.write.key);
  }
  const steps = changesets.flatMap((changeset, t) => changeset.stepRows(t));
  const onlyCreates = changesets.every(({ isNew }) => isNew);
  if (changesets.every(({ hasNoKeys }) => hasNoKeys))
    return [writeStatement(onlyCreates, true), [JSON.stringify(steps)]];
  const keys = changesets.flatMap((changeset, t) => (changeset instanceof BlindWrite ? [] : changeset.keyRows(t, now)));
  return [writeStatement(onlyCreates, false), [JSON.stringify(steps), JSON.stringify(keys)]];
}
