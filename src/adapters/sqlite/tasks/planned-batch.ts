import type { UserId } from '../../../domain/identity.ts';
import type { Operation, OperationResult, WriteResult } from '../../../ports/task-repository.ts';
import type { BatchPlan, WriteRequest } from './batch-plan.ts';
import type { PreparedOperation } from './operation-preparer.ts';

interface Queued<Result> {
  /** The time at which the write was queued, by `performance.now()`. */
  readonly since: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** A write of one task in the queue. */
export type QueuedWrite = WriteRequest & Queued<WriteResult>;

/** An operation in the queue. */
export interface QueuedOperation extends Queued<OperationResult> {
  readonly owner: UserId;
  readonly operation: Operation;
  readonly prepared: PreparedOperation | undefined;
}

/** Writes that are committed together. The result of each is computed when it is added, and sent after the commit. */
export class PlannedBatch {
  readonly plan: BatchPlan;
  readonly writes: (QueuedWrite | QueuedOperation)[] = [];
  readonly #settlements: (() => void)[] = [];

  constructor(plan: BatchPlan) {
    this.plan = plan;
  }

  add(write: QueuedWrite): void {
    this.writes.push(write);
    try {
      const result = this.plan.add(write);
      this.#settlements.push(() => write.resolve(result));
    } catch (error) {
      this.#settlements.push(() => write.reject(error));
    }
  }

  async addOperation(queued: QueuedOperation): Promise<void> {
    this.writes.push(queued);
    try {
      const result = await this.plan.addAll(queued.owner, queued.operation);
      this.#settlements.push(() => queued.resolve(result));
    } catch (error) {
      this.#settlements.push(() => queued.reject(error));
    }
  }

  /** Adds an operation that is in the plan already. */
  addPrepared(queued: QueuedOperation, { result }: PreparedOperation): void {
    this.writes.push(queued);
    this.#settlements.push(() => queued.resolve(result));
  }

  /**
   * Resolves or rejects each write. This must wait for the commit, even for a rejected write, because the error may
   * depend on an earlier write of the batch.
   */
  settle(): void {
    for (const settle of this.#settlements) settle();
  }
}

export function rejectAll(writes: readonly Queued<never>[], error: unknown): void {
  for (const { reject } of writes) reject(error);
}
