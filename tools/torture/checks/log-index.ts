import type { Change, Content, Task } from '../../support/wire.ts';

/** An index of a user's log: by seq, by version, and the neighbours of each change among those of its task. */
export class LogIndex {
  readonly log: readonly Change[];
  readonly #bySeq = new Map<number, Change>();
  readonly #byVersion = new Map<string, Change>();
  readonly #previous = new Map<Change, Change>();
  readonly #next = new Map<Change, Change>();
  readonly #deletions = new Map<string, Change[]>();

  constructor(log: readonly Change[]) {
    this.log = log;
    const last = new Map<string, Change>();
    for (const change of log) {
      this.#bySeq.set(change.seq, change);
      this.#byVersion.set(`${change.task_id} ${change.version}`, change);
      const previous = last.get(change.task_id);
      if (previous !== undefined) {
        this.#previous.set(change, previous);
        this.#next.set(previous, change);
      }
      last.set(change.task_id, change);
      if (change.kind === 'deleted') this.#deletions.set(change.task_id, [...this.deletions(change.task_id), change]);
    }
  }

  at(seq: number | null): Change | undefined {
    return seq === null ? undefined : this.#bySeq.get(seq);
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

  /** Returns the state of the task before the change; null if the task did not exist. */
  found(change: Change): Task | null {
    return this.before(change)?.task ?? null;
  }

  deletions(task: string): readonly Change[] {
    return this.#deletions.get(task) ?? [];
  }
}

/** Replays a log to any seq. */
export class LogReplay {
  readonly tasks = new Map<string, Task>();
  readonly #log: readonly Change[];
  #seq = 0;

  constructor(log: readonly Change[]) {
    this.#log = log;
  }

  /** Returns the tasks after this seq. Seqs must not decrease from call to call. */
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
  return task === null ? null : { title: task.title, description: task.description, completed: task.completed };
}

/** Returns the fields that never change. */
export function identityOf(task: Task | null): Pick<Task, 'id' | 'user_id' | 'created_at'> | null {
  return task === null ? null : { id: task.id, user_id: task.user_id, created_at: task.created_at };
}
