import type { Change, Content, Task } from '../../support/wire.ts';

/** A log, to be looked into: which change has a seq, and which came before it to the same task. */
export class Chronicle {
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

  /** The change that came before to the same task. */
  before(change: Change): Change | undefined {
    return this.#previous.get(change);
  }

  /** The change that came after to the same task. */
  after(change: Change): Change | undefined {
    return this.#next.get(change);
  }

  /** The task as the change found it; null if it was not there. */
  found(change: Change): Task | null {
    return this.before(change)?.task ?? null;
  }

  /** Every deletion of a task. */
  deletions(task: string): readonly Change[] {
    return this.#deletions.get(task) ?? [];
  }
}

/** A log, done again one change after the other. */
export class Fold {
  readonly tasks = new Map<string, Task>();
  readonly #log: readonly Change[];
  #seq = 0;

  constructor(log: readonly Change[]) {
    this.#log = log;
  }

  /** What is there after a seq; seqs are to be asked for in order. */
  to(seq: number): Map<string, Task> {
    for (; this.#seq < Math.min(seq, this.#log.length); this.#seq++) {
      const { task_id, task } = this.#log[this.#seq] as Change;
      if (task === null) this.tasks.delete(task_id);
      else this.tasks.set(task_id, task);
    }
    return this.tasks;
  }
}

/** What a change may change; null for a task that is not there. */
export function contentOf(task: Task | null): Content | null {
  return task === null ? null : { title: task.title, description: task.description, completed: task.completed };
}

/** What must never change. */
export function identityOf(task: Task | null): Pick<Task, 'id' | 'user_id' | 'created_at'> | null {
  return task === null ? null : { id: task.id, user_id: task.user_id, created_at: task.created_at };
}
