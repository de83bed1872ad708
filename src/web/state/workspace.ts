import type { ReadonlySignal } from '@preact/signals';
import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import type { Task, TaskEdit } from '../../domain/tasks/task.ts';

/**
 * The state of the connection to the service:
 *
 * - `starting`: the replica is being read for the first time
 * - `live`: the change feed is open, so every change that others make arrives at once
 * - `offline`: the service cannot be reached; the page tries again from time to time
 * - `waiting`: the service has asked the page to wait (429 or 503); the next try is at `until`
 * - `signed-out`: the credential has ended (401); the user's changes wait in the outbox until the next sign-in
 * - `storage-failed`: the browser cannot store data; closing the tab may lose the last changes of the user
 */
export interface Connection {
  readonly state: 'starting' | 'live' | 'offline' | 'waiting' | 'signed-out' | 'storage-failed';
  /** The time at which the page tries again to reach the service, if the state is `waiting` or `offline`. */
  readonly until?: Instant;
}

/** The kind of a command of the user, which decides the message that is shown after it. */
export type Verb = 'create' | 'edit' | 'complete' | 'reopen' | 'delete' | 'undo';

/** The data of the message that is shown after a command of the user, and that offers to undo the command. */
export interface DoneAct {
  readonly key: string;
  readonly verb: Verb;
  /** The titles of the tasks before the command. */
  readonly titles: readonly string[];
  readonly at: Instant;
}

/**
 * A change of a task that the service has refused, or that conflicts with a change by somebody else. It is kept until
 * the user settles it.
 */
export interface Refusal {
  readonly key: string;
  readonly id: TaskId;
  /**
   * The reason why the change was refused:
   *
   * - `conflict`: somebody else has changed the same fields
   * - `deleted`: somebody else has deleted the task
   * - `changed`: somebody else has changed the task that the user wanted to delete
   * - `invalid`: the service refuses a value (422), or the whole request
   * - `in-the-way`: the user wanted to undo a change, but the task was changed again since
   */
  readonly reason: 'conflict' | 'deleted' | 'changed' | 'invalid' | 'in-the-way';
  /** The error text of the service; null if it gave none. */
  readonly detail: string | null;
  /** The title of the task when the user made the change. */
  readonly title: string;
  /** The user's values of the fields for which the change was refused. `theirs` has the values of the service. */
  readonly mine: Partial<TaskContent>;
  readonly theirs: Partial<TaskContent>;
  readonly at: Instant;
}

/** One change in the history of a task. */
export interface PastChange {
  readonly seq: number;
  readonly at: string;
  readonly kind: 'created' | 'updated' | 'completed' | 'reopened' | 'deleted' | 'restored';
  /** The task after the change; null after a deletion. */
  readonly task: Task | null;
}

/**
 * The data that the views show, and all changes that a user can make. Every change is shown at once, stored in the
 * outbox, and sent to the service later.
 */
export interface Workspace {
  /** The tasks as the page shows them: the tasks of the service, with the unsent changes of the user applied. */
  readonly tasks: ReadonlySignal<ReadonlyMap<TaskId, Task>>;
  /** The tasks with changes of the user that the service has not confirmed yet. */
  readonly pending: ReadonlySignal<ReadonlySet<TaskId>>;
  readonly connection: ReadonlySignal<Connection>;
  readonly refusals: ReadonlySignal<readonly Refusal[]>;
  /** The last command of the user in this tab that can be undone. */
  readonly lastAct: ReadonlySignal<DoneAct | undefined>;
  /** The tasks that another device or client has just changed. The page announces their number to screen readers. */
  readonly changedElsewhere: ReadonlySignal<readonly TaskId[]>;

  /** Creates a task. @returns the id of the task, which the service will use, too */
  create(content: Partial<TaskContent> & Pick<TaskContent, 'title'>): TaskId;
  /** Edits one or several tasks. One undo reverts all of these edits. */
  edit(ids: readonly TaskId[], edit: TaskEdit): void;
  /**
   * Edits a task whose edit the user began some time ago. If an edited field was changed since then, or the task was
   * deleted, that is a conflict.
   *
   * @param seen the task as the user saw it when the edit began
   */
  editFrom(seen: Task, edit: TaskEdit): void;
  delete(ids: readonly TaskId[]): void;
  /** Undoes the last command of the user. Another call undoes the command before it. */
  undo(): void;

  /**
   * Settles a refused change: `mine` writes the user's values to the current task, `theirs` drops them, `copy` creates
   * a new task with them.
   */
  resolve(key: string, choice: 'mine' | 'theirs' | 'copy'): void;

  /** Returns the changes of a task, newest first. @throws Error with a text for people if the service fails */
  history(id: TaskId): Promise<readonly PastChange[]>;
  /** Undoes the change `seq`, which the user has chosen in the history of the task `id`. */
  undoChange(seq: number, id: TaskId): void;
  /** Returns the range of the log that {@link asOf} can show: its first and its last point. */
  logRange(): Promise<{ readonly first: PastPoint; readonly last: PastPoint }>;
  /** Returns the tasks as they were right after the change `seq` of the log. */
  asOf(seq: number): Promise<{ readonly at: string | null; readonly tasks: ReadonlyMap<TaskId, Task> }>;

  /** The filters that the user has saved under a name, stored in this browser. */
  readonly savedFilters: ReadonlySignal<readonly SavedFilter[]>;
  saveFilter(filter: SavedFilter): void;
  removeFilter(name: string): void;

  /**
   * Ends the session, and deletes all data of the user in this browser.
   *
   * @param force true to sign out even if changes would be lost that were not sent, or were refused
   * @returns false if the user was not signed out, because such changes would be lost
   */
  signOut(force: boolean): Promise<boolean>;
}

export interface PastPoint {
  readonly seq: number;
  /** The time of the change, such as `2026-01-31T09:05:07.123Z`; null if it is not known. */
  readonly at: string | null;
}

export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
  readonly sort: string;
}
