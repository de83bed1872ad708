import { type Instant, strictlyAfter } from '../../domain/instant.ts';
import type { Api } from '../api/api.ts';
import { backoff, Later, SignedOut } from '../api/problem.ts';
import type { Patch } from '../replica/patch.ts';
import type { Replica } from '../replica/replica.ts';
import type { Connection } from '../state/workspace.ts';
import { allTasks, feed, LogGone } from './feed.ts';
import type { Outbox } from './outbox.ts';
import { Pause } from './pause.ts';

// Synchronizes the replica of a user's tasks with the service, in the leading tab. Two loops run at the same time:
//
//     reading:  all tasks, once ──► change feed ──► broken: pause, continue after the last seq
//                   ▲                    └──► 410: the log no longer has the next changes
//                   └─────────────────────────────┘
//     sending:  first act of the outbox ──► confirmed or refused: the next one
//                   └──► later, unreachable, signed out: pause, then the same one again

interface Parts {
  readonly api: Api;
  readonly replica: Replica;
  readonly outbox: Outbox;
  /** Shows a patch of the replica in this tab, stores it, and sends it to the other tabs. */
  readonly commit: (patch: Patch) => Promise<void>;
  readonly tell: (connection: Connection) => void;
}

export class Synchronizer {
  readonly #parts: Parts;
  readonly #reading = new Pause();
  readonly #sending = new Pause();
  #failures = 0;
  /** The state of the connection that each loop reports after a failure; undefined while the loop works. */
  readonly #trouble: { reading: Connection | undefined; sending: Connection | undefined } = {
    reading: { state: 'starting' },
    sending: undefined,
  };

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Ends the pauses of both loops, so that the change feed is read and the outbox is sent now. */
  wake(): void {
    this.#reading.wake();
    this.#sending.wake();
  }

  /** Runs the loop that reads the change feed and the loop that sends the outbox, until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#again('reading', this.#reading, signal, () => this.#read(signal)),
      this.#again('sending', this.#sending, signal, () => this.#send(signal)),
    ]);
  }

  /** Runs `work` in an endless loop until `signal` aborts, with a pause after each failure. */
  async #again(
    loop: 'reading' | 'sending',
    pause: Pause,
    signal: AbortSignal,
    work: () => Promise<void>,
  ): Promise<void> {
    while (!signal.aborted) {
      try {
        await work();
      } catch (error) {
        if (signal.aborted) return;
        const [trouble, wait] = this.#afterFailure(error);
        this.#tell(loop, trouble);
        await pause.wait(wait, signal);
      }
    }
  }

  /** Returns the state of the connection that an error means, and the milliseconds to wait until the next try. */
  #afterFailure(error: unknown): [Connection, number] {
    if (error instanceof SignedOut) return [{ state: 'signed-out' }, Number.POSITIVE_INFINITY];
    const isLater = error instanceof Later;
    const wait = (isLater ? error.wait : undefined) ?? backoff(this.#failures++);
    const until = (Date.now() + wait) as Instant;
    return [{ state: isLater && error.isAsked ? 'waiting' : 'offline', until }, wait];
  }

  /**
   * Records the state of a loop, and reports the state of the connection. If both loops have failed, the failure to
   * send is reported, because it delays the user's changes.
   */
  #tell(loop: 'reading' | 'sending', trouble: Connection | undefined): void {
    this.#trouble[loop] = trouble;
    this.#parts.tell(this.#trouble.sending ?? this.#trouble.reading ?? { state: 'live' });
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { api, replica, commit } = this.#parts;
    if (replica.seq === undefined) await this.#readAll(signal);
    try {
      for await (const patch of feed(api, replica.seq ?? 0, signal)) {
        this.#failures = 0;
        this.#tell('reading', undefined);
        if (patch.seq !== undefined) await commit(patch);
      }
    } catch (error) {
      if (!(error instanceof LogGone)) throw error;
      await this.#readAll(signal);
      return;
    }
    // The service has closed the stream, because it is stopping or because the credential has ended. The next try
    // follows after a pause.
    await this.#reading.wait(backoff(0), signal);
  }

  /**
   * Reads all tasks from the service, and removes tasks from the replica that the service no longer has. Does not
   * change the outbox.
   */
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
    const wasSent = await outbox.deliverNext();
    this.#tell('sending', undefined);
    if (wasSent) this.#failures = 0;
    else await this.#sending.wait(Number.POSITIVE_INFINITY, signal);
  }
}
