import { SEQ_ZERO } from '../../../domain/changes/change.ts';
import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { TaskCommand } from '../../../domain/tasks/task.ts';
import { BlindWrite } from './blind-write.ts';
import type { BaseState, LoadedState, QueuedWrite, RecoveredWrite } from './queued-write.ts';
import { TaskChangeset } from './task-changeset.ts';

const NOTHING: LoadedState = { state: undefined, seq: SEQ_ZERO, fingerprint: undefined, isFresh: true };

/** What shall come of a group of writes, in the order of their arrival; nothing of it has happened yet. */
export class BatchPlan {
  /** Those whose keys were kept before. */
  readonly replays: QueuedWrite[] = [];
  readonly rejections: { readonly write: QueuedWrite; readonly error: unknown }[] = [];
  /** Those that seem to have been done when their connection was lost. */
  readonly recovered: (RecoveredWrite & { readonly write: QueuedWrite })[] = [];
  /** Those that must wait to see what comes of the others. */
  readonly deferred: QueuedWrite[] = [];
  readonly #changesets = new Map<string, TaskChangeset | BlindWrite>();
  readonly #keys = new Set<string>();
  readonly #now: Instant;

  constructor(group: readonly QueuedWrite[], found: ReadonlyMap<QueuedWrite, BaseState>, now: Instant) {
    this.#now = now;
    for (const write of group) this.#add(write, found.get(write) ?? NOTHING);
  }

  /** The tasks that there is something to keep of, in the order of their keys, in which they are locked. */
  get withEffect(): (TaskChangeset | BlindWrite)[] {
    const ordered = [...this.#changesets].sort(([a], [b]) => (a < b ? -1 : 1));
    return ordered.map(([, changeset]) => changeset).filter((changeset) => !isNoOp(changeset));
  }

  /** The others. */
  get noOps(): TaskChangeset[] {
    return [...this.#changesets.values()].filter(isNoOp);
  }

  #add(write: QueuedWrite, found: BaseState): void {
    const { owner, key } = write;
    if ('verb' in found) this.#addUnseen(write, found.verb);
    else if (found.recovered !== undefined) this.recovered.push({ write, ...found.recovered });
    else if (key === undefined) this.#changeset(write, found);
    else if (found.fingerprint === key.fingerprint) this.replays.push(write);
    else if (found.fingerprint !== undefined) this.rejections.push({ write, error: new IdempotencyKeyReused() });
    else if (this.#keys.has(owner + key.name)) this.deferred.push(write);
    else {
      this.#keys.add(owner + key.name);
      this.#changeset(write, found);
    }
  }

  #addUnseen(write: QueuedWrite, verb: TaskCommand): void {
    const task = write.owner + write.id;
    if (this.#changesets.has(task)) this.#changeset(write, NOTHING);
    else this.#changesets.set(task, new BlindWrite(write, verb, this.#now));
  }

  #changeset(write: QueuedWrite, found: LoadedState): void {
    const changeset = this.#changesets.get(write.owner + write.id) ?? new TaskChangeset(found);
    if (changeset instanceof BlindWrite) {
      this.deferred.push(write);
      return;
    }
    const { isProvisional } = changeset;
    try {
      changeset.add(write);
      this.#changesets.set(write.owner + write.id, changeset);
    } catch (error) {
      // A refusal is a verdict on what is there, and not on what may be there soon.
      if (isProvisional) this.deferred.push(write);
      else this.rejections.push({ write, error });
    }
  }
}

function isNoOp(changeset: TaskChangeset | BlindWrite): changeset is TaskChangeset {
  return changeset instanceof TaskChangeset && !changeset.hasEffect;
}
