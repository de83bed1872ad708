import type { Change, Content, Task } from '../../../support/wire.ts';

/** An index of a user's change log: finds changes by `seq`, operation, task or version, and a task's next change. */
export class LogIndex {
  readonly #bySeq = new Map<number, Change>();
  readonly #byOperation = new Map<number, Change[]>();
  readonly #byTask = new Map<string, Change[]>();
  readonly #byVersion = new Map<string, Change>();
  readonly #previous = new Map<Change, Change>();
  readonly #next = new Map<Change, Change>();

  constructor(log: readonly Change[]) {
    for (const change of log) {
      this.#bySeq.set(change.seq, change);
      this.#byVersion.set(`${change.task_id} ${change.version}`, change);
      append(this.#byOperation, change.operation, change);
      const previous = this.of(change.task_id).at(-1);
      append(this.#byTask, change.task_id, change);
      if (previous === undefined) continue;
      this.#previous.set(change, previous);
      this.#next.set(previous, change);
    }
  }

  at(seq: number | null): Change | undefined {
    return seq === null ? undefined : this.#bySeq.get(seq);
  }

  /** Returns the changes of the operation whose first change has this `seq`. */
  operation(seq: number | null | undefined): readonly Change[] {
    return this.#byOperation.get(seq ?? 0) ?? [];
  }

  /** Returns the changes of each operation; every operation has at least one change. */
  operations(): Iterable<readonly [Change, ...Change[]]> {
    return this.#byOperation.values() as Iterable<[Change, ...Change[]]>;
  }

  /** Returns all changes of a task; an empty list if the id is null. */
  of(task: string | null): readonly Change[] {
    return this.#byTask.get(task ?? '') ?? [];
  }

  /** Returns the last change of a task up to this `seq`. */
  last(task: string | null, seq: number): Change | undefined {
    return this.of(task).findLast((change) => change.seq <= seq);
  }

  version(task: string, version: number): Change | undefined {
    return this.#byVersion.get(`${task} ${version}`);
  }

  /** Returns the previous change of the same task. */
  before(change: Change): Change | undefined {
    return this.#previous.get(change);
  }

  /** Returns the next change of the same task. */
  after(change: Change): Change | undefined {
    return this.#next.get(change);
  }

  /** Returns the state of the task before this change; null if the task did not exist then. */
  found(change: Change): Task | null {
    return this.before(change)?.task ?? null;
  }
}

function append<Key>(lists: Map<Key, Change[]>, key: Key, change: Change): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [change]);
  else list.push(change);
}

/** Rebuilds a user's tasks as of increasing values of `seq`, by applying the changes of the log in order. */
export class LogReplay {
  readonly tasks = new Map<string, Task>();
  readonly #log: readonly Change[];
  #seq = 0;

  constructor(log: readonly Change[]) {
    this.#log = log;
  }

  /** Returns the tasks as of this `seq`, which must not be lower than in the previous call. */
  to(seq: number): Map<string, Task> {
    for (; this.#seq < Math.min(seq, this.#log.length); this.#seq++) {
      const { task_id, task } = this.#log[this.#seq] as Change;
      if (task === null) this.tasks.delete(task_id);
      else this.tasks.set(task_id, task);
    }
    return this.tasks;
  }
}

/** Returns the fields that a client can change; null for a missing task. */
export function contentOf(task: Task | null): Content | null {
  if (task === null) return null;
  const { id, user_id, created_at, updated_at, completed_at, ...content } = task;
  return content;
}

/** Returns the fields of a task that never change; null for a missing task. */
export function identityOf(task: Task | null): Pick<Task, 'id' | 'user_id' | 'created_at'> | null {
  return task === null ? null : { id: task.id, user_id: task.user_id, created_at: task.created_at };
}
