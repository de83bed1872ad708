import { isSuccess, type Write } from '../ledger.ts';
import type { Tally } from '../tally.ts';

export function countRequest(tally: Tally, { verb, matching, isKeyless }: Write): void {
  tally.writes++;
  if (isKeyless) tally.keyless++;
  if (verb === 'batch') tally.batches++;
  if (verb === 'undo') tally.undos++;
  if (matching !== undefined) tally.matchings++;
}

/** Counts the last response to a write in the counters of the torture run. */
export function countAnswer(tally: Tally, { verb, matching, answers }: Write): void {
  const last = answers.at(-1);
  if (last === undefined) return;
  const isFirst = answers.length === 1;
  if (isFirst) tally.answered++;
  if (last.replayed) tally.replays++;
  if (last.status === 404) tally.missing++;
  if (last.status === 412) tally.conflicts++;
  if (last.status === 409 && verb === 'undo') tally.refusedUndos++;
  if (last.status === 409 && matching !== undefined) tally.refusedMatchings++;
  if (isFirst && verb === 'batch' && !isSuccess(last)) tally.refusedBatches++;
  if (isFirst && verb === 'undo' && last.text.includes('"changes":')) tally.wholeUndos++;
}
