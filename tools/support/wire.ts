/** A task as the service tells it, field by field in this order. */
export interface Task {
  readonly id: string;
  readonly user_id: string;
  readonly title: string;
  readonly description: string | null;
  readonly completed: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

export type Kind = 'created' | 'updated' | 'completed' | 'reopened' | 'deleted' | 'restored';

/** An entry of a user's log. */
export interface Change {
  readonly seq: number;
  readonly at: string;
  readonly kind: Kind;
  readonly task_id: string;
  readonly version: number;
  /** The task as it was right after the change; null when it was deleted. */
  readonly task: Task | null;
}

export interface FeedPage {
  readonly changes: readonly Change[];
  readonly next_since: number;
  readonly end: boolean;
}

/** What people write into a task. */
export type Content = Pick<Task, 'title' | 'description' | 'completed'>;

/** Whether two things say the same, the order of fields included, which is part of the contract. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The order of every list. */
export function newestFirst(tasks: Iterable<Task>): Task[] {
  return [...tasks].sort((one, other) => descending(one.created_at, other.created_at) || descending(one.id, other.id));
}

function descending(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? 1 : -1;
}

/** What JSON says, or undefined where it is none: then whoever looks into it finds that something is missing. */
export function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
