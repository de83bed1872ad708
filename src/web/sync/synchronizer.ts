import { type Instant, strictlyAfter } from '../../domain/instant.ts';
import type { Api } from '../api/api.ts';
import { backoff, Later, SignedOut } from '../api/problem.ts';
import type { Patch } from '../replica/patch.ts';
import type { Replica } from '../replica/replica.ts';
import type { Connection } from '../state/workspace.ts';
import { allTasks, feed, LogGone } from './feed.ts';
import type { Outbox } from './outbox.ts';
import { Pause } from './pause.ts';

// Keeps a replica equal to the service, in the tab that leads. Two loops run side by side:
//
//     reading:  all tasks, once ──► change feed ──► broken: pause, and on from the last seq
//                   ▲                    └──► 410: the log does not reach back so far
//                   └─────────────────────────────┘
//     sending:  first act of the outbox ──► confirmed or refused: the next one
//                   └──► later, unreachable, signed out: pause, then the same one again

interface Parts {
  readonly api: Api;
  readonly replica: Replica;
  readonly outbox: Outbox;
  /** Shows, stores and tells a patch. */
  readonly commit: (patch: Patch) => Promise<void>;
  readonly tell: (connection: Connection) => void;
}

export class Synchronizer {
  readonly #parts: Parts;
  readonly #reading = new Pause();
  readonly #sending = new Pause();
  #failures = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Tries again now, or sends what is new in the outbox. */
  wake(): void {
    this.#reading.wake();
    this.#sending.wake();
  }

  /** Runs until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#again(this.#reading, signal, () => this.#read(signal)),
      this.#again(this.#sending, signal, () => this.#send(signal)),
    ]);
  }

  /** Runs `work` again and again, with a pause after each failure. */
  async #again(pause: Pause, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await work();
      } catch (error) {
        if (signal.aborted) return;
        await pause.wait(this.#afterFailure(error), signal);
      }
    }
  }

  /** Tells what is wrong. Returns the milliseconds until the next try. */
  #afterFailure(error: unknown): number {
    if (error instanceof SignedOut) {
      this.#parts.tell({ state: 'signed-out' });
      return Number.POSITIVE_INFINITY;
    }
    const isLater = error instanceof Later;
    const wait = (isLater ? error.wait : undefined) ?? backoff(this.#failures++);
    const until = (Date.now() + wait) as Instant;
    this.#parts.tell({ state: isLater && error.isAsked ? 'waiting' : 'offline', until });
    return wait;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { api, replica, commit } = this.#parts;
    if (replica.seq === undefined) await this.#readAll(signal);
    try {
      for await (const patch of feed(api, replica.seq ?? 0, signal)) {
        this.#failures = 0;
        this.#parts.tell({ state: 'live' });
        if (patch.seq !== undefined) await commit(patch);
      }
    } catch (error) {
      if (!(error instanceof LogGone)) throw error;
      await this.#readAll(signal);
      return;
    }
    // The service ends a stream when it stops, or when the credential ends.
    await this.#reading.wait(backoff(0), signal);
  }

  /** Reads all tasks, and drops those that are no longer there. The outbox stays. */
  async #readAll(signal: AbortSignal): Promise<void> {
    const { api, replica, commit } = this.#parts;
    const unseen = new Set(replica.knownIds);
    for await (const { seq, ...patch } of allTasks(api, signal)) {
      for (const { id } of patch.tasks ?? []) unseen.delete(id);
      if (seq === undefined) {
        await commit(patch);
        continue;
      }
      const gone = [...unseen].flatMap((id) => {
        const known = replica.known(id);
        return known === undefined ? [] : [{ id, at: strictlyAfter(known.updatedAt, 0 as Instant) }];
      });
      await commit({ ...patch, gone, seq });
    }
  }

  async #send(signal: AbortSignal): Promise<void> {
    const { outbox } = this.#parts;
    if (await outbox.deliverNext()) this.#failures = 0;
    else await this.#sending.wait(Number.POSITIVE_INFINITY, signal);
  }
}
