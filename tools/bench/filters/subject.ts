import type { Query } from './queries.ts';
import type { EditedFields, GeneratedTask } from './random-tasks.ts';

/** A service or database to measure: it holds the tasks of one user (the owner), and answers queries about them. */
export interface Subject extends AsyncDisposable {
  readonly label: string;
  /** Inserts the tasks of the owner, who must not have tasks yet. */
  fill(tasks: readonly GeneratedTask[]): Promise<void>;
  /** Reads the first page of the tasks that match a query; resolves with the number of all matching tasks. */
  find(query: Query): Promise<number>;
  /** Edits the n-th inserted task. */
  edit(n: number, fields: EditedFields): Promise<void>;
  /** Adds a tag to all tasks that have a start date; resolves with the number of changed tasks. */
  tagAll(tag: string): Promise<number>;
  /**
   * Returns a subject for another user, who has no tasks, on the same server and store. It needs no disposal of its
   * own, because disposing of the original subject also disposes of it.
   */
  another(): Subject;
  /** Creates another user with one task, and opens two connections for this user. */
  openOther(): Promise<OtherUser>;
}

/** Another user: one connection reads the user's task, the other writes it. */
export interface OtherUser extends AsyncDisposable {
  read(): Promise<unknown>;
  write(): Promise<unknown>;
}
