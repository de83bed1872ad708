import type { Seq } from '../../../domain/change.ts';
import type { Instant } from '../../../domain/instant.ts';
import { toSeq } from '../change-row.ts';
import type { RunStatement } from '../database.ts';
import type { Statement } from '../read/read-statements.ts';
import type { Draft } from './draft.ts';
import { singleStatement } from './single-statement.ts';
import { type KeptRow, writeStatement } from './write-statements.ts';

/**
 * Does all of it in one statement, and returns, task by task, the numbers of those steps whose task was still as it was
 * found.
 *
 * @param now when a key was first seen that has changed nothing
 */
export async function keep(drafts: Draft[], run: RunStatement, now: Instant): Promise<Map<number, Seq>[]> {
  const kept = drafts.map(() => new Map<number, Seq>());
  if (drafts.length === 0) return kept;
  const rows = await run<KeptRow>(...statementOf(drafts, now));
  for (const { t, step, seq } of rows) kept[t]?.set(step, toSeq(seq));
  return kept;
}

function statementOf(drafts: Draft[], now: Instant): Statement {
  const [draft] = drafts;
  const single = drafts.length === 1 ? draft?.single : undefined;
  if (draft && single) return singleStatement(single, draft.seq, single.write.key);
  const steps = drafts.flatMap((draft, t) => draft.stepRows(t));
  const onlyCreates = drafts.every(({ isNew }) => isNew);
  if (drafts.every(({ isPlain }) => isPlain)) return [writeStatement(onlyCreates, true), [JSON.stringify(steps)]];
  const keys = drafts.flatMap((draft, t) => draft.keyRows(t, now));
  return [writeStatement(onlyCreates, false), [JSON.stringify(steps), JSON.stringify(keys)]];
}
