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
// The request of a claimed act is stored before it is sent. A tab that was killed in between sends the same request
// again, with the same key, and the service does not do it twice.

/** The effect of an act on one task. */
export type Step =
  | { readonly kind: 'create'; readonly id: TaskId; readonly content: TaskContent }
  /** `base` is the content that the user saw: a field that differs from it was changed elsewhere. */
  | { readonly kind: 'edit'; readonly id: TaskId; readonly edit: TaskEdit; readonly base: TaskContent }
  | { readonly kind: 'delete'; readonly id: TaskId; readonly base: TaskContent };

/** The most steps of an act: the service does as many in one batch. */
export const MAX_STEPS = 100;

/** A task as it was before an act; null if there was none. */
export interface Before {
  readonly id: TaskId;
  readonly task: TaskFields | null;
}

/** The change that an undo reverts: by its number in the log, or by the act that made it. */
export type Target = { readonly seq: number } | { readonly act: string };

export type Work =
  | { readonly kind: 'change'; readonly steps: readonly Step[] }
  | { readonly kind: 'undo'; readonly target: Target; readonly before: readonly Before[] };

/** The request of an act. */
export interface Claim {
  /** The `Idempotency-Key`. */
  readonly key: string;
  /** The version that each step expects; null where it expects none. */
  readonly versions: readonly (Version | null)[];
}

export interface Act {
  /** Names the act; ids of acts grow with time. */
  readonly key: string;
  /** The place in the outbox: acts are sent in this order. Undefined until the act is stored. */
  readonly order?: number;
  readonly verb: Verb;
  readonly at: Instant;
  readonly work: Work;
  /** Undefined until the act is claimed. */
  readonly claim?: Claim;
}

/** Returns the ids of the tasks that an act concerns. */
export function idsOf({ work }: Act): readonly TaskId[] {
  return work.kind === 'change' ? work.steps.map(({ id }) => id) : work.before.map(({ id }) => id);
}
