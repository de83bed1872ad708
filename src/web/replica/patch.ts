import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TaskFields } from '../../domain/tasks/task.ts';
import type { Act } from '../outbox/act.ts';
import type { StoredRefusal } from '../outbox/refused.ts';
import type { SavedFilter } from '../state/workspace.ts';

/**
 * A change of the data that this browser stores. Each patch is stored in one transaction, shown in this tab, and sent
 * to the other tabs. To apply a patch twice does no harm, because a state of a task that is not newer than the stored
 * state is ignored.
 */
export interface Patch {
  /** New states of tasks, as the service has sent them. */
  readonly tasks?: readonly TaskFields[];
  /** Tasks that were deleted on the service, each with the time of its deletion. */
  readonly gone?: readonly { readonly id: TaskId; readonly at: Instant }[];
  /** After the patch is applied, the tasks include all changes of the log up to this `seq`. */
  readonly seq?: number;
  /** Changes of the user that were added to the outbox, or that got their final request just before it is sent. */
  readonly acts?: readonly Act[];
  /** The keys of changes that have left the outbox, because they were confirmed, refused or undone. */
  readonly ended?: readonly string[];
  /** The `seq` in the log of each confirmed change of the user, by the key that the change had in the outbox. */
  readonly made?: Readonly<Record<string, number>>;
  readonly refusals?: readonly StoredRefusal[];
  /** The keys of refused changes about which the user has decided. */
  readonly decided?: readonly string[];
  readonly savedFilters?: readonly SavedFilter[];
  /** True if the tasks come from the change feed, so that somebody else may have changed them. */
  readonly isElsewhere?: boolean;
}

/** All data that this browser stores for a user. */
export interface Stored {
  readonly tasks: readonly TaskFields[];
  /** The `seq` of the last change of the log that the tasks include; undefined until all tasks were read once. */
  readonly seq: number | undefined;
  /** The changes of the user in the outbox, in the order in which they are sent. */
  readonly acts: readonly Act[];
  readonly made: ReadonlyMap<string, number>;
  readonly refusals: readonly StoredRefusal[];
  readonly savedFilters: readonly SavedFilter[];
}

/** A store for the replica of a user's tasks. In the browser, it is implemented with IndexedDB. */
export interface Storage {
  /** True if all data is lost when the page is closed. */
  readonly isVolatile: boolean;
  load(): Promise<Stored>;
  /**
   * Stores all of a patch, or nothing if that fails.
   *
   * @returns the patch, in which each new change of the user has its position in the outbox, `order`
   * @throws Error if the browser cannot store the patch
   */
  write(patch: Patch): Promise<Patch>;
  /**
   * Stores a queued change with its final request, together with a patch. @returns false if it is no longer in the
   * outbox
   */
  claim(act: Act, patch: Patch): Promise<boolean>;
  /** Removes a change from the outbox, unless it may have been sent already. @returns false if it was not removed */
  withdraw(key: string): Promise<boolean>;
  /** Deletes all data of the user that this browser stores. */
  clear(): Promise<void>;
  close(): void;
}
