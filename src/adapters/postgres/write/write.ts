import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Verb } from '../../../domain/task.ts';
import type { StoreError } from '../../../ports/store.ts';
import type { ChangeState, IdempotencyKey, Outcome } from '../../../ports/task-repository.ts';
import type { RecentState } from '../read/recent-states.ts';
import type { BlindWrite } from './blind-write.ts';
import type { Step } from './draft.ts';

export interface WriteRequest {
  readonly owner: UserId;
  readonly id: TaskId;
  readonly change: ChangeState;
  readonly key: IdempotencyKey | undefined;
  /** The same as `change` for a task that is there, if that can be said without having seen it. */
  readonly verb?: Verb | undefined;
  /** What was seen of the task when this was asked for; it may be out of date. */
  readonly seen?: RecentState | undefined;
  /** Whether the id was never used, so that there is nothing to find under it. */
  readonly isNew: boolean;
  /** When it was asked for, on the clock of `performance.now()`. */
  readonly since: number;
}

/** One write, and who waits for it. */
export interface Write extends WriteRequest {
  /** In the order of arrival. */
  readonly number: number;
  /** How often it was tried that others got ahead of, and how often the connection was lost. */
  attempts: number;
  losses: number;
  /** What it was to be each time that the connection was lost while it was done: it may have come to be that. */
  readonly sent: (Step | BlindWrite)[];
  /** Why it was not done, or is not known to be, when it was last tried. */
  failure?: StoreError;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** What came of a write; undefined if its task was not as it was thought to be, and nothing was done. */
export interface Result {
  readonly write: Write;
  readonly outcome: Outcome | undefined;
}
