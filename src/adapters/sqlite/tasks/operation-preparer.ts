import type { Seq } from '../../../domain/changes/change.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Operation, OperationResult } from '../../../ports/task-repository.ts';
import type { SqliteDatabase } from '../database/sqlite-database.ts';
import { BatchPlan } from './batch-plan.ts';

/** The most operations that are prepared at once. This limits the memory for their plans. */
const MAX_PREPARING = 2;

/** An operation that was planned before it was queued. */
export interface PreparedOperation {
  readonly plan: BatchPlan;
  readonly result: OperationResult;
  /** The `seq` of the owner's last change when the operation was planned. Any later change makes the plan outdated. */
  readonly last: Seq;
}

/** Plans large operations before they are queued, so that their planning does not delay the queued writes. */
export class OperationPreparer {
  readonly #database: Pick<SqliteDatabase, 'reader'>;
  readonly #clock: Clock;
  #preparing = 0;

  constructor(database: Pick<SqliteDatabase, 'reader'>, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Returns the operation with its plan. Returns undefined if too many others are being planned, or if a step fails. The
   * operation is then planned in its batch, when its tasks may have other states.
   */
  async prepare(owner: UserId, operation: Operation): Promise<PreparedOperation | undefined> {
    if (this.#preparing >= MAX_PREPARING) return undefined;
    const { reader } = this.#database;
    const last = reader.lastSeq(owner);
    const plan = new BatchPlan(reader, this.#clock.now());
    this.#preparing++;
    try {
      return { plan, result: await plan.addAll(owner, operation), last };
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    } finally {
      this.#preparing--;
    }
  }

  /** Returns whether the owner's tasks have not changed since an operation was prepared. */
  isCurrent(prepared: PreparedOperation, owner: UserId, { key }: Operation): boolean {
    const { reader } = this.#database;
    // The log shows no write that left its task unchanged, but such a write may have stored the same idempotency key
    // meanwhile.
    return prepared.last === reader.lastSeq(owner) && !(key !== undefined && reader.hasKey(owner, key));
  }
}
