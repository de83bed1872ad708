import { signal } from '@preact/signals';
import type { UserId } from '../../domain/identity.ts';
import type { Api } from '../api/api.ts';
import type { Act } from '../outbox/act.ts';
import type { Patch, Storage } from '../replica/patch.ts';
import { Replica } from '../replica/replica.ts';
import type { Connection } from '../state/workspace.ts';
import { lead } from './lead.ts';
import { Outbox } from './outbox.ts';
import { ReplicaChannel, type TabMessage } from './replica-channel.ts';
import { Synchronizer } from './synchronizer.ts';

/** The order of acts that the browser could not store: they are sent after all others, from the memory of the tabs. */
const UNSTORED = Number.MAX_SAFE_INTEGER;

/** The replica of a user in this tab, its storage, and its connection to the other tabs and to the service. */
export class ReplicaHost {
  readonly replica: Replica;
  readonly connection = signal<Connection>({ state: 'starting' });
  readonly #storage: Storage;
  readonly #channel: ReplicaChannel;
  readonly #synchronizer: Synchronizer;
  readonly #ending = new AbortController();
  #isLeader = false;
  #hasStorageFailed: boolean;

  private constructor(owner: UserId, api: Api, storage: Storage, onSignedOut: () => void) {
    this.replica = new Replica(owner);
    this.#storage = storage;
    this.#hasStorageFailed = storage.isVolatile;
    this.#channel = new ReplicaChannel(nameOf(owner), (message) => this.#receive(message, onSignedOut));
    const { replica } = this;
    const commit = (patch: Patch) => this.commit(patch);
    const show = (patch: Patch) => this.#show(patch);
    const outbox = new Outbox({
      api,
      replica,
      storage: { claim: (act, patch) => this.#claim(act, patch) },
      commit,
      show,
    });
    this.#synchronizer = new Synchronizer({ api, replica, outbox, commit, tell: (state) => this.#tell(state) });
  }

  /** Shows what is stored, then synchronizes if no other tab does. @param onSignedOut runs when another tab signs out */
  static async open(owner: UserId, api: Api, storage: Storage, onSignedOut: () => void): Promise<ReplicaHost> {
    // The channel is open before the storage is read: a patch that arrives meanwhile is not missed.
    const host = new ReplicaHost(owner, api, storage, onSignedOut);
    host.replica.fill(await storage.load());
    if (storage.isVolatile) host.#tell({ state: 'storage-failed' });
    host.#channel.send({ wake: true });
    const { signal: ending } = host.#ending;
    void lead(nameOf(owner), ending, () => {
      host.#isLeader = true;
      return host.#synchronizer.run(ending);
    });
    return host;
  }

  /** Shows a patch in this tab, stores it, and tells the other tabs. */
  async commit(patch: Patch): Promise<void> {
    const fresh = this.replica.absorb(patch);
    this.#channel.send({ patch: fresh });
    await this.#store(fresh);
  }

  /** Takes acts of the user: shows them at once, and sends them once they are stored. */
  async submit(acts: readonly Act[]): Promise<void> {
    this.replica.absorb({ acts });
    const stored = (await this.#store({ acts })) ?? { acts: acts.map((act) => ({ ...act, order: UNSTORED })) };
    this.#show(stored);
    this.wake();
  }

  /** Takes an act back that is not on its way yet. @returns false if it is */
  async withdraw(key: string): Promise<boolean> {
    const isWithdrawn = await this.#storage.withdraw(key).catch(() => false);
    if (isWithdrawn) this.#show({ ended: [key] });
    return isWithdrawn;
  }

  /** Tries to reach the service now, in whichever tab leads. */
  wake(): void {
    this.#synchronizer.wake();
    this.#channel.send({ wake: true });
  }

  /** Stops, and deletes what is stored. */
  async clear(): Promise<void> {
    this.#channel.send({ signedOut: true });
    this.close();
    await this.#storage.clear();
    this.#storage.close();
  }

  close(): void {
    this.#ending.abort();
    this.#channel.close();
  }

  #show(patch: Patch): void {
    this.replica.absorb(patch);
    this.#channel.send({ patch });
  }

  async #claim(act: Act, patch: Patch): Promise<boolean> {
    if (act.order !== UNSTORED) return this.#storage.claim(act, patch);
    if (patch.refusals !== undefined) await this.#store(patch);
    return true;
  }

  /** @returns undefined if the browser cannot store it: the disk is full, or its storage was taken away */
  async #store(patch: Patch): Promise<Patch | undefined> {
    try {
      const stored = await this.#storage.write(patch);
      const wasFailing = this.#hasStorageFailed;
      this.#hasStorageFailed = this.#storage.isVolatile;
      if (wasFailing && !this.#hasStorageFailed) this.#tell({ state: 'live' });
      return stored;
    } catch {
      this.#hasStorageFailed = true;
      this.#tell({ state: 'storage-failed' });
      return undefined;
    }
  }

  #tell(connection: Connection): void {
    // That nothing can be stored matters most: the user must not close the tab.
    const told: Connection = this.#hasStorageFailed ? { state: 'storage-failed' } : connection;
    if (told.state === this.connection.value.state && told.until === this.connection.value.until) return;
    this.connection.value = told;
    this.#channel.send({ connection: told });
  }

  #receive(message: TabMessage, onSignedOut: () => void): void {
    if ('patch' in message) {
      this.replica.absorb(message.patch);
      if (message.patch.acts !== undefined) this.#synchronizer.wake();
    } else if ('connection' in message) {
      if (!this.#isLeader) this.connection.value = message.connection;
    } else if ('wake' in message) {
      if (!this.#isLeader) return;
      this.#synchronizer.wake();
      this.#channel.send({ connection: this.connection.value });
    } else {
      this.close();
      onSignedOut();
    }
  }
}

function nameOf(owner: UserId): string {
  return `taskport ${owner}`;
}
