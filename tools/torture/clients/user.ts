import type { Random } from '../../support/random.ts';
import type { Task } from '../../support/wire.ts';
import type { ListSeen, TaskSeen } from '../evidence.ts';
import type { Write } from '../ledger.ts';

/** The maximum number of deleted tasks, and of operations, that clients remember for later requests. */
const MAX_REMEMBERED = 100;
/** The number of tasks above which clients delete instead of creating, so that reading whole lists stays cheap. */
const MAX_TASKS = 120;

/** An operation: the first and the last `seq` of its changes, and a task that it changed, if the client knows one. */
interface Operation {
  readonly first: number;
  readonly last: number;
  readonly task: string | undefined;
}

/** A user's state as far as clients know it from responses, and the writes and reads that the checks need. */
export class User {
  readonly id: string;
  readonly writes: Write[] = [];
  readonly lists: ListSeen[] = [];
  readonly seen: TaskSeen[] = [];
  /** The last response to each list request, by path; its ETag is sent in conditional GETs. */
  readonly lastReplies = new Map<string, { tag: string; tasks: readonly Task[] }>();
  /** The highest `seq` in any response so far. */
  seq = 0;
  /** The highest acknowledged version of each existing task. */
  readonly #tasks = new Map<string, number>();
  readonly #deleted: string[] = [];
  readonly #operations: Operation[] = [];

  constructor(id: string) {
    this.id = id;
  }

  get tasks(): string {
    return `/api/${this.id}/tasks`;
  }

  get changes(): string {
    return `/api/${this.id}/changes`;
  }

  /** True if the user has so many tasks that clients should create no more. */
  get isFull(): boolean {
    return this.#tasks.size > MAX_TASKS;
  }

  version(task: string): number {
    return this.#tasks.get(task) ?? 0;
  }

  /** Records the `seq` of a response, if it is the highest so far. */
  learnSeq(seq: number): void {
    this.seq = Math.max(this.seq, seq);
  }

  /** Records an acknowledged operation. */
  learnOperation(operation: Operation): void {
    remember(this.#operations, operation);
  }

  /** Records that a task exists, and has at least this version. */
  learnTask(task: string, version: number): void {
    this.#tasks.set(task, Math.max(version, this.version(task)));
  }

  /** Records that a task no longer exists. */
  forget(task: string): void {
    if (this.#tasks.delete(task)) remember(this.#deleted, task);
  }

  someTask(random: Random): string | undefined {
    return this.#tasks.size === 0 ? undefined : random.pick([...this.#tasks.keys()]);
  }

  someDeletedTask(random: Random): string | undefined {
    return this.#deleted.length === 0 ? undefined : random.pick(this.#deleted);
  }

  /** Returns a random change of an acknowledged operation, mostly of a recent one; undefined if there is none. */
  someChange(random: Random): { seq: number; task: string | undefined } | undefined {
    if (this.#operations.length === 0) return undefined;
    const several = this.#operations.filter(({ first, last }) => last > first);
    const operations = several.length > 0 && random.chance(0.3) ? several : this.#operations;
    const { first, last, task } = random.pick(random.chance(0.7) ? operations.slice(-10) : operations);
    return { seq: random.between(first, last), task };
  }
}

function remember<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > MAX_REMEMBERED) list.shift();
}
