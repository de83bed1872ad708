import type { ReadonlySignal } from '@preact/signals';
import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import type { Task, TaskEdit } from '../../domain/tasks/task.ts';

/**
 * The state of the connection to the service:
 *
 * - `starting`: the replica is being read for the first time
 * - `live`: every change that others make arrives at once
 * - `offline`: the service cannot be reached; the page tries it again from time to time
 * - `waiting`: the service has asked to wait (429 or 503), until `until`
 * - `signed-out`: the credential has ended (401); the acts of the user wait in the outbox
 * - `storage-failed`: the browser cannot store data any more; the last acts of the user are only in the memory of a tab
 */
export interface Connection {
  readonly state: 'starting' | 'live' | 'offline' | 'waiting' | 'signed-out' | 'storage-failed';
  /** The time of the next try, if the state is `waiting` or `offline`. */
  readonly until?: Instant;
}

/** The kind of an act, which decides the text of its toast. */
export type Verb = 'create' | 'edit' | 'complete' | 'reopen' | 'delete' | 'undo';

/** One act of the user, on one task or several, as a toast shows it. */
export interface DoneAct {
  readonly key: string;
  readonly verb: Verb;
  /** The titles of the tasks before the act. */
  readonly titles: readonly string[];
  readonly at: Instant;
}

/** An act that the service has refused. It is kept until the user settles it. */
export interface Refusal {
  readonly key: string;
  readonly id: TaskId;
  /**
   * The reason of the refusal:
   *
   * - `conflict`: the same fields were changed elsewhere, too
   * - `deleted`: the task was deleted elsewhere
   * - `changed`: the task that was to be deleted was changed elsewhere
   * - `invalid`: the service refuses a value (422), or the act altogether
   * - `in-the-way`: a later change is in the way of an undo
   */
  readonly reason: 'conflict' | 'deleted' | 'changed' | 'invalid' | 'in-the-way';
  /** The error text of the service; null if it gave none. */
  readonly detail: string | null;
  /** The title of the task, as the user saw it. */
  readonly title: string;
  /**
   * The values that the user gave (`mine`) and those on the service (`theirs`), of the fields that caused the refusal.
   */
  readonly mine: Partial<TaskContent>;
  readonly theirs: Partial<TaskContent>;
  readonly at: Instant;
}

/** A change in the history of a task. */
export interface PastChange {
  readonly seq: number;
  readonly at: string;
  readonly kind: 'created' | 'updated' | 'completed' | 'reopened' | 'deleted' | 'restored';
  /** The task after the change; null after a deletion. */
  readonly task: Task | null;
}

/** The data that the views show, and the acts of the user. Every act is shown at once, stored, and sent later. */
export interface Workspace {
  /** The tasks as they are shown: those of the service with the acts of the outbox applied. */
  readonly tasks: ReadonlySignal<ReadonlyMap<TaskId, Task>>;
  /** The tasks that have acts which the service has not confirmed. */
  readonly pending: ReadonlySignal<ReadonlySet<TaskId>>;
  readonly connection: ReadonlySignal<Connection>;
  readonly refusals: ReadonlySignal<readonly Refusal[]>;
  /** The last act that can be undone. */
  readonly lastAct: ReadonlySignal<DoneAct | undefined>;
  /** The tasks that others, or other devices, have just changed, for the announcement to screen readers. */
  readonly changedElsewhere: ReadonlySignal<readonly TaskId[]>;

  /** @returns the id of the new task, which never changes */
  create(content: Partial<TaskContent> & Pick<TaskContent, 'title'>): TaskId;
  /** Edits one task or several, as one act. */
  edit(ids: readonly TaskId[], edit: TaskEdit): void;
  /**
   * Edits a task that the user began to edit some time ago. A change or deletion of the task since then is a conflict.
   *
   * @param seen the task as the user saw it then
   */
  editFrom(seen: Task, edit: TaskEdit): void;
  delete(ids: readonly TaskId[]): void;
  /** Undoes the last act. The next call undoes the act before that one. */
  undo(): void;

  /**
   * Settles a refusal: `mine` puts the user's values into the current task, `theirs` drops them, `copy` creates a task
   * with them.
   */
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

  /**
   * Ends the session, and deletes all that this browser stores of the user.
   *
   * @param force true to do so even if acts would be lost that were not sent, or were refused
   * @returns false if nothing was done, because such acts would be lost
   */
  signOut(force: boolean): Promise<boolean>;
}

export interface PastPoint {
  readonly seq: number;
  /** The time, such as `2026-01-31T09:05:07.123Z`; null if it is not known. */
  readonly at: string | null;
}

export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
  readonly sort: string;
}
