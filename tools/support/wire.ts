/** A task in a response. The fields are declared in the order in which a response has them. */
export interface Task {
  readonly id: string;
  readonly user_id: string;
  readonly title: string;
  readonly description: string | null;
  readonly completed: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at: string | null;
  readonly priority: 'none' | 'low' | 'medium' | 'high' | 'urgent';
  readonly tags: readonly string[];
  readonly list: string | null;
  readonly start: string | null;
  readonly due: string | null;
}

export type Kind = 'created' | 'updated' | 'completed' | 'reopened' | 'deleted' | 'restored';

/** The author of a change: a user, and the kind and id of the credential that the user sent. */
interface Actor {
  readonly user: string;
  readonly kind: 'open' | 'session' | 'token' | 'jwt';
  readonly id: string | null;
}

/** An entry of a user's change log. */
export interface Change {
  readonly seq: number;
  /** The seq of the first change of the same request. */
  readonly operation: number;
  /** The author of the change; null in a change from a version of the service that stored no authors. */
  readonly actor: Actor | null;
  readonly at: string;
  readonly kind: Kind;
  readonly task_id: string;
  readonly version: number;
  /** The state of the task after the change; null if the change deleted it. */
  readonly task: Task | null;
}

export interface FeedPage {
  readonly changes: readonly Change[];
  readonly next_since: number;
  readonly end: boolean;
}

/** The fields of a task that clients write, in the order of the task's JSON. */
export type Content = Omit<Task, 'id' | 'user_id' | 'created_at' | 'updated_at' | 'completed_at'>;

/** Returns whether two values have the same JSON, including the order of fields, which the API defines. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Returns the tasks in the order of the API's lists: newest first, then by descending id. */
export function newestFirst(tasks: Iterable<Task>): Task[] {
  return [...tasks].sort((one, other) => descending(one.created_at, other.created_at) || descending(one.id, other.id));
}

function descending(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? 1 : -1;
}

/** Parses JSON; returns undefined for invalid JSON, so that checks report a missing value instead of throwing. */
export function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
