import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What is sent in batches, each kind in batches of its own. */
export type Kind = 'writes' | 'tasks' | 'list_delta' | 'pages';

/** Why something is tried again: the connection was lost, somebody else was first, or holds the row. */
export type RetryReason = 'connection' | 'conflict' | 'lock';

const REASONS: readonly RetryReason[] = ['connection', 'conflict', 'lock'];
const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** What a pool says of itself. */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** What is counted of the way to the database. */
export class DatabaseMetrics {
  readonly #retries: Counter<'reason'>;
  readonly #batches: Histogram<'kind'>;
  readonly #lengths = new Map<Kind, () => number>();
  #pool: Pool | undefined;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#retries = new Counter({
      name: 'taskport_retries_total',
      help: 'Statements and writes that were tried again, by why.',
      labelNames: ['reason'],
      registers,
    });
    // Else the first would be no increase.
    for (const reason of REASONS) this.#retries.inc({ reason }, 0);
    this.#batches = new Histogram({
      name: 'taskport_batch_size',
      help: 'How many writes, or reads of one kind, shared a statement.',
      labelNames: ['kind'],
      buckets: SIZES,
      registers,
    });
    const [lengths, pool] = [this.#lengths, () => this.#pool];
    new Gauge({
      name: 'taskport_queue_length',
      help: 'How many wait to be sent to the database.',
      labelNames: ['queue'],
      registers,
      collect() {
        for (const [queue, length] of lengths) this.set({ queue }, length());
      },
    });
    new Gauge({
      name: 'taskport_pool_connections',
      help: 'Connections to the database, and those who wait for one.',
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

  /** @param length tells how many wait at the moment */
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
