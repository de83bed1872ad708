import { Gauge, Histogram, type Registry } from 'prom-client';

const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/**
 * Prometheus metrics of database batches: the sizes of those sent, and the numbers of writes and reads that wait for
 * one.
 */
export class BatchMetrics<Kind extends string> {
  readonly #sizes: Histogram<'kind'>;
  readonly #queues = new Map<Kind, () => number>();

  constructor(registry: Registry) {
    const registers = [registry];
    this.#sizes = new Histogram({
      name: 'taskport_batch_size',
      help: 'Writes, or reads of one kind, that shared a statement or a transaction.',
      labelNames: ['kind'],
      buckets: SIZES,
      registers,
    });
    const queues = this.#queues;
    new Gauge({
      name: 'taskport_queue_length',
      help: 'Writes, or reads of one kind, that wait for the next batch.',
      labelNames: ['queue'],
      registers,
      collect() {
        for (const [queue, length] of queues) this.set({ queue }, length());
      },
    });
  }

  /** @param length returns the number of items in the queue */
  watchQueue(queue: Kind, length: () => number): void {
    this.#queues.set(queue, length);
  }

  sent(kind: Kind, size: number): void {
    this.#sizes.observe({ kind }, size);
  }
}
