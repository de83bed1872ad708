import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { IdempotencyKey, OperationResult, WriteResult } from '../../../ports/task-repository.ts';
import type { RunStatement } from '../driver/database.ts';
import { REPLAY } from '../tasks/read-statements.ts';
import { type ChangeRow, type StateRow, toReplay, toSeq } from './change-row.ts';

type ReplayRow = StateRow & Pick<ChangeRow, 'actor'> & { readonly fingerprint: string; readonly report: string | null };

/**
 * Returns the result stored with an idempotency key, if there is one.
 *
 * @throws IdempotencyKeyReused if another request has used the key
 */
export async function findReplay(
  run: RunStatement,
  owner: UserId,
  { name, fingerprint }: IdempotencyKey,
): Promise<WriteResult | OperationResult | undefined> {
  const [row] = await run<ReplayRow>(REPLAY, [owner, name]);
  if (row === undefined) return undefined;
  if (row.fingerprint !== fingerprint) throw new IdempotencyKeyReused();
  return row.report === null ? toReplay(row) : { report: row.report, seq: toSeq(row.seq), replayed: true };
}
