import { Counter, Gauge, type Registry } from 'prom-client';
import { BatchMetrics } from '../batching/batch-metrics.ts';

/** The kinds of statements that are sent in batches. */
export type Kind = 'writes' | 'tasks' | 'list_delta' | 'pages' | 'tokens';

/** The reason for a retry of a statement: a lost connection, a conflict with a concurrent write, or a row lock. */
export type RetryReason = 'connection' | 'conflict' | 'lock';

const REASONS: readonly RetryReason[] = ['connection', 'conflict', 'lock'];

/** The counts of a `pg` pool: all connections, idle connections, and statements that wait for a connection. */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** The Prometheus metrics of the database: of statements, batches, queues and the connection pool. */
export class DatabaseMetrics extends BatchMetrics<Kind> {
  readonly #retries: Counter<'reason'>;
  #pool: Pool | undefined;

  constructor(registry: Registry) {
    super(registry);
    const registers = [registry];
    this.#retries = new Counter({
      name: 'taskport_retries_total',
      help: 'Retries of statements and writes, by reason.',
      labelNames: ['reason'],
      registers,
    });
    // The counters start at 0, so that the first retry shows as an increase.
    for (const reason of REASONS) this.#retries.inc({ reason }, 0);
    const pool = () => this.#pool;
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

  watchPool(pool: Pool | undefined): void {
    this.#pool = pool;
  }

  retried(reason: RetryReason): void {
    this.#retries.inc({ reason });
  }
}
