import type { Recovery } from '../checks/recovery.ts';
import type { Verdict } from './verdict.ts';

// Functions that add figures common to several drills to the verdict of a drill.

export function noteRecovery(verdict: Verdict, { failed, pool }: Recovery): void {
  verdict.note(`then ${1000 - failed} of 1,000`, failed === 0);
  verdict.note(pool.length === 0 ? 'pool whole' : `pool: ${pool.join(', ')}`, pool.length === 0);
}

/** Adds the result of the writes without an idempotency key to the verdict of a drill. */
export function noteKeyless(verdict: Verdict, writes: number, wrong: readonly string[]): void {
  verdict.note(
    `${writes.toLocaleString('en')} more without a key, ${wrong.length} missing or doubled`,
    wrong.length === 0,
  );
}
