import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { StoreError, type StoreErrorCode } from '../../ports/store.ts';
import { STORE_ERRORS } from './problem.ts';

/** In seconds: from a task that is in memory to a request that is about to be given up. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The methods that anything here has. Node knows many more, and each would be a series of its own. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Of what has no method, route or status. */
const NONE = 'none';

/**
 * What is counted of requests. An observation takes 0.4 µs, most of it to find its series by name: of a request, less than
 * one in a hundred parts, so there is nothing cleverer here.
 */
export class HttpMetrics {
  readonly #durations: Histogram<'method' | 'route' | 'status'>;
  readonly #storeErrors: Counter<'code'>;
  readonly #shed: Counter;
  #inFlight = 0;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'From the head of a request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers,
    });
    const inFlight = () => this.#inFlight;
    new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests that have begun and are not answered yet, streams among them.',
      registers,
      collect() {
        this.set(inFlight());
      },
    });
    this.#storeErrors = new Counter({
      name: 'taskport_store_errors_total',
      help: 'Requests that the store could not answer, by why.',
      labelNames: ['code'],
      registers,
    });
    this.#shed = new Counter({
      name: 'taskport_shed_total',
      help: 'Requests refused because so many others were being worked on.',
      registers,
    });
    // Else the first would be no increase.
    for (const code of STORE_ERRORS) this.#storeErrors.inc({ code }, 0);
  }

  begin(): void {
    this.#inFlight++;
  }

  /**
   * @param route its pattern, if one was found
   * @param status unless the client left before there was any
   * @param ms milliseconds since it began
   */
  end(method: string, route: string | undefined, status: number | null, ms: number): void {
    this.#inFlight--;
    const labels = { method: METHODS.has(method) ? method : 'other', route: route ?? NONE, status: status ?? NONE };
    this.#durations.observe(labels, ms / 1000);
  }

  /** Something was answered that never became a request; when it began, nobody knows. */
  refused(status: number): void {
    this.#durations.observe({ method: NONE, route: NONE, status }, 0);
  }

  /** A request was refused as there were too many; it is among the others only if it had begun. */
  shed(): void {
    this.#shed.inc();
  }

  failed(error: unknown): void {
    if (error instanceof StoreError) this.#storeErrors.inc({ code: error.code satisfies StoreErrorCode });
  }
}
