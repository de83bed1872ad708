import { setTimeout as delay } from 'node:timers/promises';
import { fetchOnce } from '../clients/fetch-once.ts';
import type { Stage } from '../environment/environment.ts';

/** Between two probes of the same path, in milliseconds. */
const EVERY = 250;
/** How long an answer may take, in milliseconds, before there is none. */
const PATIENCE = 5000;

/** What was asked of one path; times in milliseconds. */
export interface Probed {
  answered: number;
  missed: number;
  slowest: number;
}

/** Asks again and again for what must be answered whenever the process is there, whatever else goes wrong. */
export class Prober {
  readonly probed: Readonly<Record<'/metrics' | '/livez', Probed>> = { '/metrics': none(), '/livez': none() };
  readonly #stage: Stage;
  readonly #stopped = new AbortController();
  readonly #probing: Promise<unknown>;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#probing = Promise.all(Object.entries(this.probed).map(([path, probed]) => this.#probe(path, probed)));
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#probing;
  }

  async #probe(path: string, probed: Probed): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      if (this.#stage.isServing) {
        const { server } = this.#stage;
        const { status, took, text } = await fetchOnce(this.#stage.url + path, PATIENCE);
        // One that was told to end, or was killed, owes no answer.
        const isOwed = this.#stage.isServing && this.#stage.server === server;
        if (status === 200) probed.answered++;
        else if (isOwed) this.#miss(path, probed, `${status} ${text.slice(0, 200)}`);
        if (isOwed) probed.slowest = Math.max(probed.slowest, took);
      }
      await delay(EVERY, undefined, { signal: this.#stopped.signal }).catch(() => {});
    }
  }

  #miss(path: string, probed: Probed, what: string): void {
    probed.missed++;
    this.#stage.watch.find('probes', `GET ${path} was not answered: ${what}`);
  }
}

function none(): Probed {
  return { answered: 0, missed: 0, slowest: 0 };
}
