import type { Query } from './queries.ts';
import type { EditedFields, GeneratedTask } from './random-tasks.ts';

/** A service or database to measure: it has tasks of one owner, and answers queries about them. */
export interface Subject extends AsyncDisposable {
  readonly label: string;
  /** Adds the tasks of the owner, who has no tasks before. */
  fill(tasks: readonly GeneratedTask[]): Promise<void>;
  /** Reads the first page of a query; resolves with the number of all tasks that match. */
  find(query: Query): Promise<number>;
  /** Edits the task with this index. */
  edit(n: number, fields: EditedFields): Promise<void>;
  /** Adds a tag to all tasks that have a start; resolves with the number of tasks changed. */
  tagAll(tag: string): Promise<number>;
  /**
   * Returns a subject for another owner, who has no tasks, on the same server and store. It is disposed of with this
   * one.
   */
  another(): Subject;
  /** Opens two connections of another user, who has one task. */
  openOther(): Promise<OtherUser>;
}

/** Another user: one connection reads the user's task, the other writes it. */
export interface OtherUser extends AsyncDisposable {
  read(): Promise<unknown>;
  write(): Promise<unknown>;
}
