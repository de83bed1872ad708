import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TaskFields } from '../../domain/tasks/task.ts';
import type { Act } from '../outbox/act.ts';
import type { StoredRefusal } from '../outbox/refused.ts';
import type { SavedFilter } from '../state/workspace.ts';

/**
 * A change of the data that this browser stores. One patch is stored in one transaction, shown in this tab, and sent to
 * the other tabs. A patch may arrive twice. A state of a task that is older than the stored one is ignored.
 */
export interface Patch {
  /** States of tasks on the service. */
  readonly tasks?: readonly TaskFields[];
  /** Tasks that were deleted on the service, and when. */
  readonly gone?: readonly { readonly id: TaskId; readonly at: Instant }[];
  /** The `seq` of the last change that the tasks include. */
  readonly seq?: number;
  /** Acts that were added to the outbox, or whose request was stored. */
  readonly acts?: readonly Act[];
  /** The keys of acts that have left the outbox. */
  readonly ended?: readonly string[];
  /** The `seq` of the first change that an act made, by the key of the act. */
  readonly made?: Readonly<Record<string, number>>;
  readonly refusals?: readonly StoredRefusal[];
  /** The keys of refusals that the user has decided. */
  readonly decided?: readonly string[];
  readonly savedFilters?: readonly SavedFilter[];
  /** True if the tasks come from the change feed, so that others may have changed them. */
  readonly isElsewhere?: boolean;
}

/** All that this browser stores for a user. */
export interface Stored {
  readonly tasks: readonly TaskFields[];
  /** The `seq` of the last change that the tasks include; undefined until all tasks were read once. */
  readonly seq: number | undefined;
  /** The acts of the outbox, in the order in which they are sent. */
  readonly acts: readonly Act[];
  readonly made: ReadonlyMap<string, number>;
  readonly refusals: readonly StoredRefusal[];
  readonly savedFilters: readonly SavedFilter[];
}

/** A store for the replica of a user, which is implemented by IndexedDB in the browser. */
export interface Storage {
  /** True if all data is lost when the page is closed. */
  readonly isVolatile: boolean;
  load(): Promise<Stored>;
  /**
   * Stores a patch, all or nothing.
   *
   * @returns the patch, in which each new act has its order
   * @throws Error if the browser cannot store it
   */
  write(patch: Patch): Promise<Patch>;
  /** Stores the request of an act together with a patch. @returns false if the act is no longer in the outbox */
  claim(act: Act, patch: Patch): Promise<boolean>;
  /** Removes an act from the outbox if it has no request yet. @returns false if it has one, or has left the outbox */
  withdraw(key: string): Promise<boolean>;
  /** Deletes all data of the user that this browser stores. */
  clear(): Promise<void>;
  close(): void;
}
