import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** The kinds of statements that are sent in batches. */
export type Kind = 'writes' | 'tasks' | 'list_delta' | 'pages';

/** Why a statement is retried: a lost connection, a conflict with a concurrent write, or a row lock. */
export type RetryReason = 'connection' | 'conflict' | 'lock';

const REASONS: readonly RetryReason[] = ['connection', 'conflict', 'lock'];
const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** The counters of a pool. */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** The metrics of statements, batches, queues and the pool. */
export class DatabaseMetrics {
  readonly #retries: Counter<'reason'>;
  readonly #batches: Histogram<'kind'>;
  readonly #lengths = new Map<Kind, () => number>();
  #pool: Pool | undefined;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#retries = new Counter({
      name: 'taskport_retries_total',
      help: 'Retries of statements and writes, by reason.',
      labelNames: ['reason'],
      registers,
    });
    // Counters that start at 0, so that the first retry shows as an increase.
    for (const reason of REASONS) this.#retries.inc({ reason }, 0);
    this.#batches = new Histogram({
      name: 'taskport_batch_size',
      help: 'Writes, or reads of one kind, that shared a statement.',
      labelNames: ['kind'],
      buckets: SIZES,
      registers,
    });
    const [lengths, pool] = [this.#lengths, () => this.#pool];
    new Gauge({
      name: 'taskport_queue_length',
      help: 'Writes, or reads of one kind, that wait to be sent to the database.',
      labelNames: ['queue'],
      registers,
      collect() {
        for (const [queue, length] of lengths) this.set({ queue }, length());
      },
    });
    new Gauge({
      name: 'taskport_pool_connections',
      help: 'Connections to the database that are idle or busy, and statements that wait for one.',
      labelNames: ['state'],
      registers,
      collect() {
        const { totalCount = 0, idleCount = 0, waitingCount = 0 } = pool() ?? {};
        this.set({ state: 'idle' }, idleCount);
        this.set({ state: 'busy' }, totalCount - idleCount);
        this.set({ state: 'waiting' }, waitingCount);
      },
    });
  }

  /** @param length returns the current length of the queue */
  watchQueue(queue: Kind, length: () => number): void {
    this.#lengths.set(queue, length);
  }

  watchPool(pool: Pool | undefined): void {
    this.#pool = pool;
  }

  retried(reason: RetryReason): void {
    this.#retries.inc({ reason });
  }

  sent(kind: Kind, size: number): void {
    this.#batches.observe({ kind }, size);
  }
}
