import type { ReadonlySignal } from '@preact/signals';
import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import type { Task, TaskEdit } from '../../domain/tasks/task.ts';

/**
 * The state of the connection to the service:
 *
 * - `starting`: the replica is being read for the first time
 * - `live`: every change of others arrives as it happens
 * - `offline`: the service cannot be reached; it is tried again by itself
 * - `waiting`: the service has asked to wait (429 or 503), until `until`
 * - `signed-out`: the credential has ended (401); nothing is lost, acts wait in the outbox
 * - `storage-failed`: the browser cannot store anything more; what was typed last is only in this tab
 */
export interface Connection {
  readonly state: 'starting' | 'live' | 'offline' | 'waiting' | 'signed-out' | 'storage-failed';
  /** When the service is tried again, in `waiting` and `offline`. */
  readonly until?: Instant;
}

/** The verb of an act, for the text of the toast. */
export type Verb = 'create' | 'edit' | 'complete' | 'reopen' | 'delete' | 'undo';

/** One act of the user, on one task or several, as a toast tells it. */
export interface DoneAct {
  readonly key: string;
  readonly verb: Verb;
  /** The titles of the tasks, as they were. */
  readonly titles: readonly string[];
  readonly at: Instant;
}

/** An act that the service has refused. It waits until the user decides. */
export interface Refusal {
  readonly key: string;
  readonly id: TaskId;
  /**
   * - `conflict`: the same fields were changed elsewhere, too
   * - `deleted`: the task was deleted elsewhere
   * - `changed`: the task that was to be deleted was changed elsewhere
   * - `invalid`: the service refuses a value (422), or the act altogether
   * - `in-the-way`: a later change is in the way of an undo
   */
  readonly reason: 'conflict' | 'deleted' | 'changed' | 'invalid' | 'in-the-way';
  /** The text of the service, if it gave one. */
  readonly detail: string | null;
  /** The title of the task, as the user saw it. */
  readonly title: string;
  /** The fields that the user gave, and what they are elsewhere; both empty where no field is concerned. */
  readonly mine: Partial<TaskContent>;
  readonly theirs: Partial<TaskContent>;
  readonly at: Instant;
}

/** A past state of a task, for its history. */
export interface PastChange {
  readonly seq: number;
  readonly at: string;
  readonly kind: 'created' | 'updated' | 'completed' | 'reopened' | 'deleted' | 'restored';
  /** Null after a deletion. */
  readonly task: Task | null;
}

/** All that the views show, and all that they can do. Every act is shown at once, stored, and sent later. */
export interface Workspace {
  /** The tasks as they are shown: those of the service with the acts of the outbox applied. */
  readonly tasks: ReadonlySignal<ReadonlyMap<TaskId, Task>>;
  /** The tasks that have acts which the service has not confirmed. */
  readonly pending: ReadonlySignal<ReadonlySet<TaskId>>;
  readonly connection: ReadonlySignal<Connection>;
  readonly refusals: ReadonlySignal<readonly Refusal[]>;
  /** The last act that can be undone. */
  readonly lastAct: ReadonlySignal<DoneAct | undefined>;
  /** The tasks that others, or other devices, have just changed. For a quiet announcement. */
  readonly changedElsewhere: ReadonlySignal<readonly TaskId[]>;

  /** @returns the id of the new task, which never changes */
  create(content: Partial<TaskContent> & Pick<TaskContent, 'title'>): TaskId;
  /** Edits one task or several, as one act. */
  edit(ids: readonly TaskId[], edit: TaskEdit): void;
  /**
   * Edits a task that the user began to edit some time ago. A change or deletion of it since then is a conflict.
   *
   * @param seen the task as the user saw it then
   */
  editFrom(seen: Task, edit: TaskEdit): void;
  delete(ids: readonly TaskId[]): void;
  /** Undoes the last act, and makes the one before it the last. */
  undo(): void;

  /** Decides a refusal: `mine` sends it again on top of what is there now, `theirs` drops it, `copy` makes a new task of it. */
  resolve(key: string, choice: 'mine' | 'theirs' | 'copy'): void;

  /** Returns the changes of a task, newest first. @throws Error with a text for people if the service cannot be reached */
  history(id: TaskId): Promise<readonly PastChange[]>;
  /** Undoes one change of the history of a task. */
  undoChange(seq: number, id: TaskId): void;
  /** Returns the range of the log: the first and the last point of time that {@link asOf} can show. */
  logRange(): Promise<{ readonly first: PastPoint; readonly last: PastPoint }>;
  /** Returns the tasks as they were after a change of the log. */
  asOf(seq: number): Promise<{ readonly at: string | null; readonly tasks: ReadonlyMap<TaskId, Task> }>;

  /** Filters that the user has named, stored in this browser. */
  readonly savedFilters: ReadonlySignal<readonly SavedFilter[]>;
  saveFilter(filter: SavedFilter): void;
  removeFilter(name: string): void;

  /** Drops everything that this browser stores, and ends the session. @returns false if acts in the outbox or in the tray would be lost */
  signOut(force: boolean): Promise<boolean>;
}

export interface PastPoint {
  readonly seq: number;
  /** A timestamp, such as `2026-01-31T09:05:07.123Z`; null if it is not known. */
  readonly at: string | null;
}

export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
  readonly sort: string;
}
