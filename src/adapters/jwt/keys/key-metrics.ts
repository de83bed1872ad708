import { Counter, Gauge, type Registry } from 'prom-client';
import type { Instant } from '../../../domain/instant.ts';

const OUTCOMES = ['ok', 'failed'] as const;

/** Metrics about reading the keys of the token issuer. */
export class KeyMetrics {
  readonly #reads: Counter<'outcome'>;
  readonly #readAt: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#reads = new Counter({
      name: 'taskport_issuer_key_reads_total',
      help: 'Attempts to read the keys of the token issuer, by outcome.',
      labelNames: ['outcome'],
      registers,
    });
    // The counters start at 0, so that the first failure shows as an increase.
    for (const outcome of OUTCOMES) this.#reads.inc({ outcome }, 0);
    this.#readAt = new Gauge({
      name: 'taskport_issuer_keys_read_timestamp_seconds',
      help: 'Time when the keys of the token issuer were last read, in seconds since 1970; 0 if never.',
      registers,
    });
  }

  succeeded(at: Instant): void {
    this.#reads.inc({ outcome: 'ok' });
    this.#readAt.set(at / 1000);
  }

  failed(): void {
    this.#reads.inc({ outcome: 'failed' });
  }
}
