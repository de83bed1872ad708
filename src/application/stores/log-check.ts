import { SEQ_ZERO } from '../../domain/changes/change.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Task } from '../../domain/tasks/task.ts';
import { Refusal } from '../../ports/refusal.ts';

/** A change of the log in the form in which a store has it. */
export interface StoredChange {
  readonly seq: number;
  readonly kind: string;
  readonly at: Instant;
  readonly taskId: string;
  readonly version: number;
  readonly previousSeq: number;
  readonly place: number;
  /** The pre-image; undefined if the change created or restored the task. */
  readonly before: Task | undefined;
}

interface Position {
  readonly seq: number;
  readonly version: number;
}

/**
 * Checks that the tasks and the log of one user are consistent. The log must have no gap up to the user's last `seq`.
 * Each change must follow the task's change before it, and the last change must lead to the stored task. The oldest
 * changes may have been purged. The check keeps only a few numbers for each task in memory.
 */
export class LogCheck {
  readonly #counter: number;
  readonly #tasks = new Map<string, Position>();
  /** The last change of each task so far. If it deleted the task, there is no stored task to compare with. */
  readonly #last = new Map<string, Position & { readonly isDeleted: boolean }>();
  #first: number | undefined;
  #seq = 0;
  #taskId = '';

  constructor(counter: number) {
    this.#counter = counter;
  }

  /** @throws Refusal `invalid` if the `seq` or version is impossible, or if the tasks are not sorted by id */
  addTask(id: string, version: number, seq: number): void {
    require(id > this.#taskId, `the task ${id} is not in the order of ids`);
    require(seq >= 1 && seq <= this.#counter, `the task ${id} has a seq beyond the last of its user`);
    require(version >= 1 && version <= seq, `the task ${id} has a version that its seq rules out`);
    this.#taskId = id;
    this.#tasks.set(id, { seq, version });
  }

  /** @throws Refusal `invalid` if the change does not follow the change before it */
  addChange({ seq, kind, at, taskId, version, previousSeq, place, before }: StoredChange): void {
    require(seq <= this.#counter, `the change ${seq} is beyond the last of its user`);
    require(this.#first === undefined
      ? seq >= 1
      : seq === this.#seq + 1, `the change ${seq} does not follow the one before`);
    require(place < seq, `the change ${seq} has a place in its operation that does not exist`);
    require(before === undefined || before.updatedAt < at, `the change ${seq} is not after the state that it replaced`);
    this.#first ??= seq;
    this.#seq = seq;
    this.#follow(taskId, { seq, kind, version, previousSeq, hasBefore: before !== undefined });
    this.#last.set(taskId, { seq, version, isDeleted: kind === 'deleted' });
  }

  #follow(
    taskId: string,
    change: Position & { readonly kind: string; readonly previousSeq: number; readonly hasBefore: boolean },
  ): void {
    const { seq, kind, version, previousSeq, hasBefore } = change;
    const last = this.#last.get(taskId);
    const isCreation = kind === 'created';
    require(hasBefore === !(isCreation || kind === 'restored'), `the change ${seq} has a wrong state before`);
    require(isCreation === (version === 1), `the change ${seq} has a wrong version`);
    if (last !== undefined) {
      require(version === last.version + 1 && previousSeq === last.seq, `the change ${seq} does not follow the task`);
      require(last.isDeleted === (kind === 'restored'), `the change ${seq} cannot come after the change before`);
    } else if (isCreation) require(previousSeq === SEQ_ZERO, `the change ${seq} creates a task that existed`);
    else require(previousSeq >= 1 && previousSeq < (this.#first ?? 0), `the change ${seq} lacks the change before`);
  }

  /** @throws Refusal `invalid` if the log ends too early, or does not lead to the tasks that were added */
  end(): void {
    require(this.#first === undefined ||
      this.#seq === this.#counter, `the log ends before the change ${this.#counter}`);
    for (const [id, { seq, version }] of this.#tasks) {
      const last = this.#last.get(id);
      if (last === undefined) {
        require(this.#first === undefined || seq < this.#first, `the log has no change ${seq} of the task ${id}`);
        continue;
      }
      require(!last.isDeleted && last.seq === seq && last.version === version, `the task ${id} is not as its log says`);
    }
    for (const [id, { isDeleted }] of this.#last)
      require(isDeleted || this.#tasks.has(id), `the task ${id} of the log is missing`);
  }
}

function require(holds: boolean, mistake: string): void {
  if (!holds) throw new Refusal('invalid', mistake);
}
