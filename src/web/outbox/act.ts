import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import type { TaskEdit, TaskFields } from '../../domain/tasks/task.ts';
import type { Version } from '../../domain/tasks/version.ts';
import type { Verb } from '../state/workspace.ts';

// An act is a change (or an undo) that the user makes, and that waits in the outbox until the service has confirmed it.
// Its states:
//
//     shown ──► stored ──► claimed (it has a request) ──► confirmed: out of the outbox
//                 │             └──► refused: out of the outbox, shown as a refusal
//                 └──► withdrawn, by an undo before it was claimed
//
// The request of a claimed act is stored before it is sent. If the tab is killed before the answer arrives, the next
// tab sends the same request again. Its idempotency key is the same, so the service runs it only once.

/** The part of a user's change that concerns one task. */
export type Step =
  | { readonly kind: 'create'; readonly id: TaskId; readonly content: TaskContent }
  /**
   * `base` is the content of the task that the user saw. If a field of the current task differs from `base`, somebody
   * else has changed it.
   */
  | { readonly kind: 'edit'; readonly id: TaskId; readonly edit: TaskEdit; readonly base: TaskContent }
  | { readonly kind: 'delete'; readonly id: TaskId; readonly base: TaskContent };

/** The most tasks that one queued change concerns: the limit of a batch request of the service. */
export const MAX_STEPS = 100;

/** The state of a task before a change of the user; `task` is null if the change created the task. */
export interface Before {
  readonly id: TaskId;
  readonly task: TaskFields | null;
}

/** The change that an undo reverts, named by its `seq` in the log, or by the key of the queued change (`act`). */
export type Target = { readonly seq: number } | { readonly act: string };

export type Work =
  | { readonly kind: 'change'; readonly steps: readonly Step[] }
  | { readonly kind: 'undo'; readonly target: Target; readonly before: readonly Before[] };

/** The parts of a request that stay the same when the request is sent again. */
export interface Claim {
  /** The value of the header `Idempotency-Key`. */
  readonly key: string;
  /** For each step, the version that its task must have; null for a step that requires no version. */
  readonly versions: readonly (Version | null)[];
}

export interface Act {
  /** The id of the queued change: a UUID of version 7, so that ids sort by time. */
  readonly key: string;
  /** The position in the outbox: changes with lower numbers are sent first. Undefined until the change is stored. */
  readonly order?: number;
  readonly verb: Verb;
  readonly at: Instant;
  readonly work: Work;
  /**
   * The parts of the request that stay the same when it is sent again. They are stored just before it is first sent;
   * undefined until then.
   */
  readonly claim?: Claim;
}

/** Returns the ids of the tasks that a queued change concerns. */
export function idsOf({ work }: Act): readonly TaskId[] {
  return work.kind === 'change' ? work.steps.map(({ id }) => id) : work.before.map(({ id }) => id);
}
