import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { Instant } from '../../../domain/instant.ts';
import { isUnread, NO_STATE } from './base-states.ts';
import type { BaseState, QueuedWrite, RecoveredWrite } from './queued-write.ts';
import { TaskChangeset } from './task-changeset.ts';
import { UnreadChange } from './unread/unread-change.ts';

/** The plan for a batch of writes, before it runs. It sorts the writes by what must be done with each. */
export class BatchPlan {
  /** Writes whose idempotency key is already stored. They get the result of the earlier request. */
  readonly replays: QueuedWrite[] = [];
  readonly rejections: { readonly write: QueuedWrite; readonly error: unknown }[] = [];
  /** Writes whose change is already committed: an earlier attempt committed it, but then lost its connection. */
  readonly recovered: (RecoveredWrite & { readonly write: QueuedWrite })[] = [];
  /** Writes that can only be decided after this batch is committed, and so go into the next batch. */
  readonly deferred: QueuedWrite[] = [];
  readonly #changesets = new Map<string, TaskChangeset | UnreadChange>();
  readonly #now: Instant;
  readonly #keys = new Set<string>();

  /** @param now the time of unread changes */
  constructor(batch: readonly QueuedWrite[], states: ReadonlyMap<QueuedWrite, BaseState>, now: Instant) {
    this.#now = now;
    for (const write of batch) this.#add(write, states.get(write) ?? NO_STATE);
  }

  /** The changesets that have something to write, in the order in which their tasks are locked: by owner and id. */
  get withEffect(): (TaskChangeset | UnreadChange)[] {
    const ordered = [...this.#changesets].sort(([a], [b]) => (a < b ? -1 : 1));
    return ordered.map(([, changeset]) => changeset).filter(({ hasEffect }) => hasEffect);
  }

  get noOps(): TaskChangeset[] {
    return [...this.#changesets.values()].filter(
      (changeset) => changeset instanceof TaskChangeset && !changeset.hasEffect,
    ) as TaskChangeset[];
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
    const earlier = this.#changesets.get(task);
    if (earlier instanceof UnreadChange) {
      write.command = undefined;
      this.deferred.push(write);
      return;
    }
    if (earlier === undefined && isUnread(write)) {
      this.#changesets.set(task, new UnreadChange(write, write.command, this.#now));
      return;
    }
    if (write.command !== undefined) write.command = undefined;
    const changeset = earlier ?? new TaskChangeset(base);
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
