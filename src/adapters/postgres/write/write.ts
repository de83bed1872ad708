import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { ChangeState, IdempotencyKey, Outcome } from '../../../ports/task-repository.ts';
import type { RecentState } from '../read/recent-states.ts';

export interface WriteRequest {
  readonly owner: UserId;
  readonly id: TaskId;
  readonly change: ChangeState;
  readonly key: IdempotencyKey | undefined;
  /** What was seen of the task when this was asked for; it may be out of date. */
  readonly seen?: RecentState | undefined;
  /** Whether the id was never used, so that there is nothing to find under it. */
  readonly isNew: boolean;
}

/** One write, and who waits for it. */
export interface Write extends WriteRequest {
  /** In the order of arrival. */
  readonly number: number;
  /** When it arrived, on the clock of `performance.now()`. */
  readonly since: number;
  attempts: number;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}
