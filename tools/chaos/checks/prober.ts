import { setTimeout as delay } from 'node:timers/promises';
import { fetchOnce } from '../clients/fetch-once.ts';
import type { Environment } from '../environment/environment.ts';

const PROBE_INTERVAL_MS = 250;
const PROBE_TIMEOUT_MS = 5000;

/** The counts of probes of one URL path, and their longest response time (`slowest`) in milliseconds. */
export interface Probed {
  answered: number;
  missed: number;
  slowest: number;
}

/** Polls `/metrics` and `/livez`, which must respond during any fault as long as the process runs. */
export class Prober {
  readonly probed: Readonly<Record<'/metrics' | '/livez', Probed>> = { '/metrics': none(), '/livez': none() };
  readonly #environment: Environment;
  readonly #stopped = new AbortController();
  readonly #probing: Promise<unknown>;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#probing = Promise.all(Object.entries(this.probed).map(([path, probed]) => this.#probe(path, probed)));
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#probing;
  }

  async #probe(path: string, probed: Probed): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      if (this.#environment.isServing) {
        const { server } = this.#environment;
        const { status, took, text } = await fetchOnce(this.#environment.url + path, PROBE_TIMEOUT_MS);
        // A process that was stopped or killed during the probe need not respond.
        const isOwed = this.#environment.isServing && this.#environment.server === server;
        if (status === 200) probed.answered++;
        else if (isOwed) this.#miss(path, probed, `${status} ${text.slice(0, 200)}`);
        if (isOwed) probed.slowest = Math.max(probed.slowest, took);
      }
      await delay(PROBE_INTERVAL_MS, undefined, { signal: this.#stopped.signal }).catch(() => {});
    }
  }

  #miss(path: string, probed: Probed, what: string): void {
    probed.missed++;
    this.#environment.checker.report('probes', `GET ${path} was not answered: ${what}`);
  }
}

function none(): Probed {
  return { answered: 0, missed: 0, slowest: 0 };
}
