import type { Instant } from '../../../domain/instant.ts';
import type { RunStatement } from '../database.ts';
import type { Statement } from '../read/read-statements.ts';
import { blindStatement } from './blind-statement.ts';
import { BlindWrite } from './blind-write.ts';
import type { Draft } from './draft.ts';
import { singleStatement } from './single-statement.ts';
import { type KeptRow, writeStatement } from './write-statements.ts';

/** The steps of a task that are kept by now, by their place in it. */
export type Kept = ReadonlyMap<number, KeptRow>;

/**
 * Does all of it in one statement, and returns, task by task, those steps whose task was as it was thought to be.
 *
 * @param now when a key was first seen that has changed nothing
 */
export async function keep(drafts: (Draft | BlindWrite)[], run: RunStatement, now: Instant): Promise<Kept[]> {
  const kept = drafts.map(() => new Map<number, KeptRow>());
  if (drafts.length === 0) return kept;
  const rows = await run<KeptRow>(...statementOf(drafts, now));
  for (const row of rows) kept[row.t]?.set(row.step, row);
  return kept;
}

function statementOf(drafts: (Draft | BlindWrite)[], now: Instant): Statement {
  const [draft, another] = drafts;
  if (draft !== undefined && another === undefined) {
    if (draft instanceof BlindWrite) return blindStatement(draft);
    if (draft.single) return singleStatement(draft.single, draft.seq, draft.single.write.key);
  }
  const steps = drafts.flatMap((draft, t) => draft.stepRows(t));
  const onlyCreates = drafts.every(({ isNew }) => isNew);
  if (drafts.every(({ isPlain }) => isPlain)) return [writeStatement(onlyCreates, true), [JSON.stringify(steps)]];
  const keys = drafts.flatMap((draft, t) => (draft instanceof BlindWrite ? [] : draft.keyRows(t, now)));
  return [writeStatement(onlyCreates, false), [JSON.stringify(steps), JSON.stringify(keys)]];
}
