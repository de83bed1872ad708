import { Counter, Gauge, type Registry } from 'prom-client';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { DurationHistogram } from './duration-histogram.ts';

/** The methods that anything here has. Node knows many more, and each would be a series of its own. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Of what has no method, route or status. */
const NONE = 'none';

/** What is counted of requests. */
export class HttpMetrics {
  readonly #durations: DurationHistogram;
  readonly #storeErrors: Counter<'code'>;
  readonly #shed: Counter;
  #inFlight = 0;
  #waiting = () => 0;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#durations = new DurationHistogram(registry);
    const inFlight = () => this.#inFlight;
    new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests that have begun and are not answered yet, streams among them.',
      registers,
      collect() {
        this.set(inFlight());
      },
    });
    const waiting = () => this.#waiting();
    new Gauge({
      name: 'http_requests_waiting',
      help: 'Requests that have arrived and wait to be worked on.',
      registers,
      collect() {
        this.set(waiting());
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

  /** @param count tells how many requests wait at the moment */
  watchWaiting(count: () => number): void {
    this.#waiting = count;
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
    this.#durations.observe(METHODS.has(method) ? method : 'other', route ?? NONE, status ?? NONE, ms / 1000);
  }

  /** Something was answered that never became a request; when it began, nobody knows. */
  refused(status: number): void {
    this.#durations.observe(NONE, NONE, status, 0);
  }

  /** A request was refused as there were too many; it is among the others only if it had begun. */
  shed(): void {
    this.#shed.inc();
  }

  failed(error: unknown): void {
    if (error instanceof StoreError) this.#storeErrors.inc({ code: error.code });
  }
}
