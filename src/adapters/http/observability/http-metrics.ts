import { Counter, Gauge, type Registry } from 'prom-client';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { DurationHistogram } from './duration-histogram.ts';

/** The HTTP methods that are label values. Node accepts many more, and each would add time series. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The label value if there is no method, route or status. */
const NONE = 'none';

/** The metrics of HTTP requests. */
export class HttpMetrics {
  readonly #durations: DurationHistogram;
  readonly #storeErrors: Counter<'code'>;
  readonly #shed: Counter;
  #inFlight = 0;
  #waiting = () => 0;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#durations = new DurationHistogram(registry);
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    gauge(
      'http_requests_in_flight',
      'Requests without a complete response yet, including streams.',
      () => this.#inFlight,
    );
    gauge('http_requests_waiting', 'Requests that wait for capacity.', () => this.#waiting());
    this.#storeErrors = new Counter({
      name: 'taskport_store_errors_total',
      help: 'Requests that failed because of the store, by error code.',
      labelNames: ['code'],
      registers,
    });
    this.#shed = new Counter({
      name: 'taskport_shed_total',
      help: 'Requests refused because of overload.',
      registers,
    });
    // Without an initial zero, Prometheus would not see the first error as an increase.
    for (const code of STORE_ERRORS) this.#storeErrors.inc({ code }, 0);
  }

  /** @param count returns the number of waiting requests */
  watchWaiting(count: () => number): void {
    this.#waiting = count;
  }

  begin(): void {
    this.#inFlight++;
  }

  /**
   * @param route the pattern of the path, if a route matched
   * @param status null if the client disconnected first
   * @param ms the duration in milliseconds
   */
  end(method: string, route: string | undefined, status: number | null, ms: number): void {
    this.#inFlight--;
    this.#durations.observe(METHODS.has(method) ? method : 'other', route ?? NONE, status ?? NONE, ms / 1000);
  }

  /** Counts a malformed request that never reached a route, with the duration 0, because its duration is unknown. */
  refused(status: number): void {
    this.#durations.observe(NONE, NONE, status, 0);
  }

  shed(): void {
    this.#shed.inc();
  }

  failed(error: unknown): void {
    if (error instanceof StoreError) this.#storeErrors.inc({ code: error.code });
  }
}
