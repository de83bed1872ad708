import { type ChangeKind, SEQ_ZERO, type Seq, type TaskState } from '../../domain/changes/change.ts';
import { IdempotencyKeyReused } from '../../domain/errors.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import { DeletedTask } from '../../domain/tasks/task.ts';
import type { Version } from '../../domain/tasks/version.ts';
import type { IdempotencyKey, WriteResult } from '../../ports/task-repository.ts';
import { FIND, LAST_CHANGE, LAST_SEQ, REPLAY } from './read-statements.ts';
import type { Reader } from './reader.ts';
import { type TaskRow, toTask } from './task-row.ts';

/** A state, and the change that made it. */
export interface CommittedState {
  readonly state: TaskState;
  readonly seq: Seq;
}

/** A change with its post-image, whose columns are null if it deleted the task. */
export interface StateRow extends TaskRow {
  readonly seq: Seq;
  readonly kind: ChangeKind | 'unchanged';
  readonly at: Instant;
}

export function toState(row: StateRow): TaskState {
  if (row.kind !== 'deleted') return toTask(row);
  return new DeletedTask({ userId: row.user_id, id: row.id, version: row.version, deletedAt: row.at });
}

/** Reads what the next write starts from. */
export class StateReader {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Returns the task under an id, or its deletion; undefined if the id is unused. */
  state(owner: UserId, id: TaskId): CommittedState | undefined {
    const row = this.#reader.get<TaskRow & { seq: Seq }>(FIND, [owner, id]);
    if (row !== undefined) return { state: toTask(row), seq: row.seq };
    const last = this.#reader.get<{ version: Version; seq: Seq; at: Instant }>(LAST_CHANGE, [owner, id]);
    if (last === undefined) return undefined;
    const { version, seq, at } = last;
    return { state: new DeletedTask({ userId: owner, id, version, deletedAt: at }), seq };
  }

  lastSeq(owner: UserId): Seq {
    return this.#reader.get<{ seq: Seq }>(LAST_SEQ, [owner])?.seq ?? SEQ_ZERO;
  }

  /** @throws IdempotencyKeyReused */
  replay(owner: UserId, { name, fingerprint }: IdempotencyKey): WriteResult | undefined {
    const row = this.#reader.get<StateRow & { fingerprint: string }>(REPLAY, [owner, name]);
    if (row === undefined) return undefined;
    if (row.fingerprint !== fingerprint) throw new IdempotencyKeyReused();
    return { seq: row.seq, kind: row.kind, after: toState(row), replayed: true };
  }
}
