import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import { NO_STATE } from './base-states.ts';
import type { BaseState, QueuedWrite, RecoveredWrite } from './queued-write.ts';
import { TaskChangeset } from './task-changeset.ts';

/** The plan for a batch of writes, before it runs. It sorts the writes by what must be done with each. */
export class BatchPlan {
  /** Writes whose idempotency key is already stored. They get the result of the earlier request. */
  readonly replays: QueuedWrite[] = [];
  readonly rejections: { readonly write: QueuedWrite; readonly error: unknown }[] = [];
  /** Writes whose change is already committed: an earlier attempt committed it, but then lost its connection. */
  readonly recovered: (RecoveredWrite & { readonly write: QueuedWrite })[] = [];
  /** Writes that can only be decided after this batch is committed, and so go into the next batch. */
  readonly deferred: QueuedWrite[] = [];
  readonly #changesets = new Map<string, TaskChangeset>();
  readonly #keys = new Set<string>();

  constructor(batch: readonly QueuedWrite[], states: ReadonlyMap<QueuedWrite, BaseState>) {
    for (const write of batch) this.#add(write, states.get(write) ?? NO_STATE);
  }

  /** The changesets that have something to write, in the order in which their tasks are locked: by owner and id. */
  get withEffect(): TaskChangeset[] {
    const ordered = [...this.#changesets].sort(([a], [b]) => (a < b ? -1 : 1));
    return ordered.map(([, changeset]) => changeset).filter(({ hasEffect }) => hasEffect);
  }

  get noOps(): TaskChangeset[] {
    return [...this.#changesets.values()].filter(({ hasEffect }) => !hasEffect);
  }

  #add(write: QueuedWrite, base: BaseState): void {
    const { owner, key } = write;
    if (base.recovered !== undefined) this.recovered.push({ write, ...base.recovered });
    else if (key === undefined) this.#addChange(write, base);
    else if (base.fingerprint === key.fingerprint) this.replays.push(write);
    else if (base.fingerprint !== undefined) this.rejections.push({ write, error: new IdempotencyKeyReused() });
    else if (this.#keys.has(owner + key.name)) this.deferred.push(write);
    else {
      this.#keys.add(owner + key.name);
      this.#addChange(write, base);
    }
  }

  #addChange(write: QueuedWrite, base: BaseState): void {
    const task = write.owner + write.id;
    const changeset = this.#changesets.get(task) ?? new TaskChangeset(base);
    const { isProvisional } = changeset;
    try {
      changeset.add(write);
      this.#changesets.set(task, changeset);
    } catch (error) {
      // A write is rejected only if the state from which it started is committed. Otherwise the next batch tries it
      // again.
      if (isProvisional) this.deferred.push(write);
      else this.rejections.push({ write, error });
    }
  }
}
