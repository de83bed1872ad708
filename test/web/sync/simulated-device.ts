import { EventEmitter, once } from 'node:events';
import type { TaskId, UserId } from '../../../src/domain/identity.ts';
import { CONTENT_DEFAULTS, type TaskContent } from '../../../src/domain/tasks/content.ts';
import type { TaskEdit } from '../../../src/domain/tasks/task.ts';
import type { Title } from '../../../src/domain/tasks/title.ts';
import { Api, type Sent } from '../../../src/web/api/api.ts';
import { type Act, MAX_STEPS, type Step, type Work } from '../../../src/web/outbox/act.ts';
import { newId } from '../../../src/web/outbox/new-id.ts';
import { MemoryStorage } from '../../../src/web/replica/memory-storage.ts';
import type { Patch } from '../../../src/web/replica/patch.ts';
import { Replica } from '../../../src/web/replica/replica.ts';
import { actsOf, contentOf } from '../../../src/web/state/deed.ts';
import { Outbox } from '../../../src/web/sync/outbox.ts';
import { Synchronizer } from '../../../src/web/sync/synchronizer.ts';
import type { Random } from '../../../tools/support/random.ts';

/** An API client for tests. Its network can be switched off, and can lose requests and answers. */
export class Network extends Api {
  isUp = true;
  /**
   * The fraction of requests that fail, from 0 to 1. In half of these cases, the service runs the request and the
   * answer is lost.
   */
  loss = 0;
  readonly #random: Random;

  constructor(root: string, random: Random) {
    super(root);
    this.#random = random;
  }

  override async open(method: string, path: string, sent: Sent = {}): Promise<Response> {
    if (!this.isUp || this.#random.chance(this.loss / 2)) throw new TypeError('no network');
    const response = await super.open(method, path, sent);
    if (!this.isUp || this.#random.chance(this.loss / 2)) {
      await response.body?.cancel();
      throw new TypeError('the answer is lost');
    }
    return response;
  }
}

/**
 * A simulated browser with one tab, which runs the core of the page (replica, outbox and synchronization) without the
 * views.
 */
export class SimulatedDevice {
  readonly network: Network;
  readonly storage = new MemoryStorage();
  replica: Replica;
  readonly #owner: UserId;
  #synchronizer: Synchronizer | undefined;
  readonly #stored = new EventEmitter();
  #ending = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(owner: UserId, network: Network) {
    this.#owner = owner;
    this.network = network;
    this.replica = new Replica(owner);
  }

  /** Opens the tab, and loads the replica and the outbox from the storage. */
  async open(): Promise<void> {
    this.replica = new Replica(this.#owner);
    this.replica.fill(await this.storage.load());
    this.#ending = new AbortController();
    const { replica, storage, network: api } = this;
    const { signal } = this.#ending;
    // After `kill()`, calls to the storage never resolve and store nothing, as in a tab that was really killed.
    const ifOpen = <T>(work: () => Promise<T>): Promise<T> => (signal.aborted ? new Promise(() => {}) : work());
    const commit = (patch: Patch) =>
      ifOpen(async () => {
        await storage.write(replica.absorb(patch));
        this.#stored.emit('patch');
      });
    const claim: MemoryStorage['claim'] = (act, patch) => ifOpen(() => storage.claim(act, patch));
    const show = (patch: Patch) => void replica.absorb(patch);
    const outbox = new Outbox({ api, replica, storage: { claim }, commit, show });
    const synchronizer = new Synchronizer({
      ...{ api, replica, outbox, commit },
      // Makes the synchronizer send a failed request again at once, so that the test need not wait.
      tell: ({ state }) => void (state !== 'live' && api.isUp && setImmediate(() => synchronizer.wake())),
    });
    this.#synchronizer = synchronizer;
    this.#running = synchronizer.run(signal);
  }

  /** Kills the tab. Requests that it has already sent may still reach the service. */
  kill(): void {
    this.#ending.abort();
    void this.#running.catch(() => {});
  }

  /** Makes the synchronizer contact the service now, without waiting for its next try. */
  wake(): void {
    this.#synchronizer?.wake();
  }

  create(title: string): Promise<TaskId> {
    const id = newId() as TaskId;
    const content = { ...CONTENT_DEFAULTS, title: title as Title } as TaskContent;
    return this.#submit([{ kind: 'change', steps: [{ kind: 'create', id, content }] }]).then(() => id);
  }

  edit(ids: readonly TaskId[], edit: TaskEdit): Promise<readonly Act[]> {
    return this.#change(ids, (id, base) => ({ kind: 'edit', id, edit, base }));
  }

  delete(ids: readonly TaskId[]): Promise<readonly Act[]> {
    return this.#change(ids, (id, base) => ({ kind: 'delete', id, base }));
  }

  async undo({ key }: Act, before: Extract<Work, { kind: 'undo' }>['before']): Promise<void> {
    await this.#submit([{ kind: 'undo', target: { act: key }, before }]);
  }

  /** Resolves when the replica includes the change `seq` of the log. */
  async includes(seq: number): Promise<void> {
    while ((this.replica.seq ?? 0) < seq) await once(this.#stored, 'patch');
  }

  /**
   * Resolves when all changes of the user are confirmed or refused, and the replica includes the change `seq` of the
   * log.
   */
  async settled(seq: number): Promise<void> {
    while (this.replica.acts.length > 0 || (this.replica.seq ?? 0) < seq) await once(this.#stored, 'patch');
  }

  #change(ids: readonly TaskId[], step: (id: TaskId, base: TaskContent) => Step): Promise<readonly Act[]> {
    const steps = ids.flatMap((id) => {
      const shown = this.replica.tasks.value.get(id);
      return shown === undefined ? [] : [step(id, contentOf(shown))];
    });
    const works: Work[] = [];
    for (let i = 0; i < steps.length; i += MAX_STEPS)
      works.push({ kind: 'change', steps: steps.slice(i, i + MAX_STEPS) });
    return this.#submit(works);
  }

  async #submit(works: readonly Work[]): Promise<readonly Act[]> {
    const acts = actsOf('edit', works);
    this.replica.absorb(await this.storage.write({ acts }));
    this.wake();
    return acts;
  }
}
