import type { Random } from '../../support/random.ts';
import type { Task } from '../../support/wire.ts';
import type { ListSeen, TaskSeen } from '../evidence.ts';
import type { Write } from '../ledger.ts';

/** How many deleted tasks, and how many changes, the clients remember to use again. */
const MAX_REMEMBERED = 100;

/** One user, as its clients know it from answers, and their observations for the checks. */
export class User {
  readonly id: string;
  readonly writes: Write[] = [];
  readonly lists: ListSeen[] = [];
  readonly seen: TaskSeen[] = [];
  /** The last reply for each list, by path, for conditional GETs. */
  readonly lastReplies = new Map<string, { tag: string; tasks: readonly Task[] }>();
  /** The highest acknowledged seq. */
  seq = 0;
  /** The highest acknowledged version of each existing task. */
  readonly #tasks = new Map<string, number>();
  readonly #deleted: string[] = [];
  readonly #changes: { seq: number; task: string }[] = [];

  constructor(id: string) {
    this.id = id;
  }

  get tasks(): string {
    return `/api/${this.id}/tasks`;
  }

  get changes(): string {
    return `/api/${this.id}/changes`;
  }

  /** The number of tasks that should exist. */
  get size(): number {
    return this.#tasks.size;
  }

  version(task: string): number {
    return this.#tasks.get(task) ?? 0;
  }

  /** Records an acknowledged change; a null version means that the task was deleted. */
  learn(seq: number, task: string, version: number | null): void {
    this.seq = Math.max(this.seq, seq);
    remember(this.#changes, { seq, task });
    if (version === null) this.forget(task);
    else this.#tasks.set(task, Math.max(version, this.version(task)));
  }

  /** Records that a task does not exist. */
  forget(task: string): void {
    if (this.#tasks.delete(task)) remember(this.#deleted, task);
  }

  someTask(random: Random): string | undefined {
    return this.size === 0 ? undefined : random.pick([...this.#tasks.keys()]);
  }

  someDeletedTask(random: Random): string | undefined {
    return this.#deleted.length === 0 ? undefined : random.pick(this.#deleted);
  }

  /** Returns a random change, mostly a recent one. */
  someChange(random: Random): { seq: number; task: string } | undefined {
    if (this.#changes.length === 0) return undefined;
    return random.pick(random.chance(0.7) ? this.#changes.slice(-10) : this.#changes);
  }
}

function remember<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > MAX_REMEMBERED) list.shift();
}
