import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import type { TaskEdit, TaskFields } from '../../domain/tasks/task.ts';
import type { Version } from '../../domain/tasks/version.ts';
import type { Verb } from '../state/workspace.ts';

// An act of the user, from the click until the service has confirmed it:
//
//     shown ──► stored ──► claimed (it has a request) ──► confirmed: out of the outbox
//                 │             └──► refused: out of the outbox, into the tray
//                 └──► withdrawn, by an undo before it was claimed
//
// The request of a claimed act is stored before it is sent. If the tab is killed before the answer arrives, the same
// request is sent again later. It has the same idempotency key, so the service runs it only once.

/** The effect of an act on one task. */
export type Step =
  | { readonly kind: 'create'; readonly id: TaskId; readonly content: TaskContent }
  /**
   * `base` is the content that the user saw. A field of the current task that differs from `base` was changed
   * elsewhere.
   */
  | { readonly kind: 'edit'; readonly id: TaskId; readonly edit: TaskEdit; readonly base: TaskContent }
  | { readonly kind: 'delete'; readonly id: TaskId; readonly base: TaskContent };

/** The most steps of an act: as many as the service takes in one batch request. */
export const MAX_STEPS = 100;

/** A task as it was before an act; `task` is null if the act created it. */
export interface Before {
  readonly id: TaskId;
  readonly task: TaskFields | null;
}

/** The change that an undo reverts, named by its number in the log, or by the act that made it. */
export type Target = { readonly seq: number } | { readonly act: string };

export type Work =
  | { readonly kind: 'change'; readonly steps: readonly Step[] }
  | { readonly kind: 'undo'; readonly target: Target; readonly before: readonly Before[] };

/** The parts of an act's request that stay the same when it is sent again. */
export interface Claim {
  /** The value of the header `Idempotency-Key`. */
  readonly key: string;
  /** The version that each step expects; null where it expects none. */
  readonly versions: readonly (Version | null)[];
}

export interface Act {
  /** The id of the act, a UUID of version 7: ids sort by time. */
  readonly key: string;
  /** The place in the outbox: acts are sent in this order. Undefined until the act is stored. */
  readonly order?: number;
  readonly verb: Verb;
  readonly at: Instant;
  readonly work: Work;
  /** The request of the act; undefined until it is stored, just before it is sent. */
  readonly claim?: Claim;
}

/** Returns the ids of the tasks that an act concerns. */
export function idsOf({ work }: Act): readonly TaskId[] {
  return work.kind === 'change' ? work.steps.map(({ id }) => id) : work.before.map(({ id }) => id);
}
