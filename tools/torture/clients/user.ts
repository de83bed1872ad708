import type { Random } from '../../support/random.ts';
import type { Task } from '../../support/wire.ts';
import type { ListSeen, TaskSeen } from '../evidence.ts';
import type { Write } from '../ledger.ts';

/** How much of what is over is remembered, to do something with it again. */
const MEMORY = 100;

/** What the clients of one user know together, all of it from answers, and what they have noted for the end. */
export class User {
  readonly id: string;
  readonly writes: Write[] = [];
  readonly lists: ListSeen[] = [];
  readonly seen: TaskSeen[] = [];
  /** The last answer to each list that was asked for, with its tag. */
  readonly tagged = new Map<string, { tag: string; tasks: readonly Task[] }>();
  /** The highest seq that anybody was told. */
  seq = 0;
  /** Tasks, with the highest version that anybody was told. */
  readonly #tasks = new Map<string, number>();
  readonly #gone: string[] = [];
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

  /** How many tasks there should be. */
  get size(): number {
    return this.#tasks.size;
  }

  version(task: string): number {
    return this.#tasks.get(task) ?? 0;
  }

  /** A change that was answered; without a version the task is gone. */
  learn(seq: number, task: string, version: number | null): void {
    this.seq = Math.max(this.seq, seq);
    remember(this.#changes, { seq, task });
    if (version === null) this.forget(task);
    else this.#tasks.set(task, Math.max(version, this.version(task)));
  }

  /** A task that was not there. */
  forget(task: string): void {
    if (this.#tasks.delete(task)) remember(this.#gone, task);
  }

  someTask(random: Random): string | undefined {
    return this.size === 0 ? undefined : random.pick([...this.#tasks.keys()]);
  }

  someTaskThatIsGone(random: Random): string | undefined {
    return this.#gone.length === 0 ? undefined : random.pick(this.#gone);
  }

  /** A change that was made, most often a late one. */
  someChange(random: Random): { seq: number; task: string } | undefined {
    if (this.#changes.length === 0) return undefined;
    return random.pick(random.chance(0.7) ? this.#changes.slice(-10) : this.#changes);
  }
}

function remember<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > MEMORY) list.shift();
}
