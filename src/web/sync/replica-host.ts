import { signal } from '@preact/signals';
import type { UserId } from '../../domain/identity.ts';
import type { Api } from '../api/api.ts';
import type { Act } from '../outbox/act.ts';
import type { Patch, Storage } from '../replica/patch.ts';
import { Replica } from '../replica/replica.ts';
import type { Connection } from '../state/workspace.ts';
import { lead } from './lead.ts';
import { Outbox } from './outbox.ts';
import { PatchStore, UNSTORED } from './patch-store.ts';
import { ReplicaChannel, type TabMessage } from './replica-channel.ts';
import { Synchronizer } from './synchronizer.ts';

interface Parts {
  /** The name of the replica's lock and channel, which is the same in all tabs of the user in this browser. */
  readonly name: string;
  readonly owner: UserId;
  readonly api: Api;
  readonly storage: Storage;
  /** Called when the user has signed out in another tab. */
  readonly onSignedOut: () => void;
}

/** Connects the replica of a user's tasks in this tab with its storage, with the other tabs, and with the service. */
export class ReplicaHost {
  readonly replica: Replica;
  readonly connection = signal<Connection>({ state: 'starting' });
  readonly #storage: Storage;
  readonly #store: PatchStore;
  readonly #channel: ReplicaChannel;
  readonly #synchronizer: Synchronizer;
  readonly #ending = new AbortController();
  #isLeader = false;
  /**
   * The last state of the connection to the service that the leading tab has reported. This tab may be the leading one.
   */
  #told: Connection = { state: 'starting' };

  private constructor({ name, owner, api, storage }: Parts) {
    this.replica = new Replica(owner);
    this.#storage = storage;
    this.#channel = new ReplicaChannel(name);
    const { replica } = this;
    const commit = (patch: Patch) => this.commit(patch);
    const show = (patch: Patch) => this.#show(patch);
    this.#store = new PatchStore({
      storage,
      unstored: () => replica.acts.filter(({ order }) => order === UNSTORED),
      show,
      onChange: () => this.#tell(this.#told),
    });
    const outbox = new Outbox({ api, replica, storage: this.#store, commit, show });
    this.#synchronizer = new Synchronizer({ api, replica, outbox, commit, tell: (state) => this.#tell(state) });
  }

  /** Shows the stored replica, and then synchronizes it with the service once no other tab does. */
  static async open(parts: Parts): Promise<ReplicaHost> {
    const { name, storage, onSignedOut } = parts;
    const host = new ReplicaHost(parts);
    host.replica.fill(await storage.load());
    host.#showConnection();
    // Messages that arrived while the stored replica was read may be newer than it, so they are applied after it.
    host.#channel.listen((message) => host.#receive(message, onSignedOut));
    host.#channel.send({ wake: true });
    const { signal: ending } = host.#ending;
    void lead(name, ending, () => {
      host.#isLeader = true;
      return host.#synchronizer.run(ending);
    });
    return host;
  }

  /** Shows a patch of the replica in this tab, stores it, and sends it to the other tabs. */
  async commit(patch: Patch): Promise<void> {
    const fresh = this.replica.absorb(patch);
    this.#channel.send({ patch: fresh });
    await this.#store.store(fresh);
  }

  /**
   * Shows changes of the user at once, stores them, and then lets the leading tab send them. One tab of the browser
   * leads.
   */
  async submit(acts: readonly Act[]): Promise<void> {
    this.replica.absorb({ acts });
    const stored = (await this.#store.store({ acts })) ?? { acts: acts.map((act) => ({ ...act, order: UNSTORED })) };
    this.#show(stored);
    this.wake();
  }

  /** Removes a change of the user from the outbox before it is sent. @returns false if the sending has already begun */
  async withdraw(key: string): Promise<boolean> {
    const isWithdrawn = await this.#storage.withdraw(key).catch(() => false);
    if (isWithdrawn) this.#show({ ended: [key] });
    return isWithdrawn;
  }

  /** Makes the leading tab (which may be this one) contact the service now, without waiting for its next try. */
  wake(): void {
    this.#synchronizer.wake();
    this.#channel.send({ wake: true });
  }

  /** Stops synchronizing in all tabs, and deletes the stored replica. */
  async clear(): Promise<void> {
    this.#channel.send({ signedOut: true });
    this.close();
    await this.#store.clear();
  }

  close(): void {
    this.#ending.abort();
    this.#channel.close();
  }

  #show(patch: Patch): void {
    this.replica.absorb(patch);
    this.#channel.send({ patch });
  }

  #tell(connection: Connection): void {
    const before = this.connection.value;
    this.#told = connection;
    this.#showConnection();
    if (this.connection.value !== before) this.#channel.send({ connection: this.connection.value });
  }

  #showConnection(): void {
    // If the storage has failed, that is shown instead of any other state, because the user must then not close the
    // tab.
    const { state, until }: Connection = this.#store.hasFailed ? { state: 'storage-failed' } : this.#told;
    if (state === this.connection.value.state && until === this.connection.value.until) return;
    this.connection.value = until === undefined ? { state } : { state, until };
  }

  #receive(message: TabMessage, onSignedOut: () => void): void {
    if ('patch' in message) {
      this.replica.absorb(message.patch);
      if (message.patch.acts !== undefined) this.#synchronizer.wake();
    } else if ('connection' in message) {
      if (this.#isLeader) return;
      this.#told = message.connection;
      this.#showConnection();
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
