import { type ReadonlySignal, signal } from '@preact/signals';
import type { UserId } from '../../domain/identity.ts';
import { Api } from '../api/api.ts';
import { detailOf, SignedOut, settled } from '../api/problem.ts';
import { IndexedStorage } from '../replica/indexed-storage.ts';
import { MemoryStorage } from '../replica/memory-storage.ts';
import { ReplicaHost } from '../sync/replica-host.ts';
import { KeptValue } from './kept-value.ts';
import { LocalWorkspace } from './local-workspace.ts';
import { PendingSignOut } from './pending-sign-out.ts';
import type { Entrance, Session } from './session.ts';

type Auth = Extract<Entrance, { state: 'ready' }>['auth'];

interface Me {
  readonly user_id: UserId;
  readonly auth: Auth;
}

/** Opens the workspace of the last user of this browser at once, and then asks the service who is signed in. */
export function startSession(root: string): { entrance: ReadonlySignal<Entrance>; session: Session } {
  const session = new BrowserSession(root);
  void session.start();
  return { entrance: session.entrance, session };
}

class BrowserSession implements Session {
  readonly entrance = signal<Entrance>({ state: 'checking' });
  readonly #api: Api;
  readonly #root: string;
  /**
   * The last user of this browser, stored under a name with the address of the service, because several services may
   * share an origin.
   */
  readonly #lastUser: KeptValue;
  /** The bearer token that the user has typed in this tab, if any. */
  readonly #token: KeptValue;
  readonly #signOut: PendingSignOut;
  #open: { readonly user: UserId; readonly host: ReplicaHost; readonly workspace: LocalWorkspace } | undefined;

  constructor(root: string) {
    this.#root = root;
    this.#lastUser = new KeptValue(() => localStorage, `taskport-user ${root}`);
    this.#token = new KeptValue(() => sessionStorage, `taskport-token ${root}`);
    this.#api = new Api(root, () => this.#token.get());
    this.#signOut = new PendingSignOut(this.#api, root);
    // When the network is back, or the page is visible again (as after sleep), the page tries at once to reach the
    // service.
    addEventListener('online', () => this.#open?.host.wake());
    document.addEventListener('visibilitychange', () => !document.hidden && this.#open?.host.wake());
  }

  async start(): Promise<void> {
    const last = JSON.parse(this.#lastUser.get() ?? 'null') as Me | null;
    if (last !== null) await this.#enter(last);
    await this.#askWho();
  }

  async signIn(email: string, password: string): Promise<string | undefined> {
    return this.#signIn('sign-in/email', { email, password });
  }

  async signUp(name: string, email: string, password: string): Promise<string | undefined> {
    return this.#signIn('sign-up/email', { name, email, password });
  }

  async useToken(token: string): Promise<string | undefined> {
    this.#token.set(token);
    return this.#askWho().then((refused) => {
      if (refused !== undefined) this.#token.set(null);
      return refused;
    });
  }

  signInAgain(): void {
    void this.#askForCredential();
  }

  retry(): void {
    this.entrance.value = { state: 'checking' };
    void this.#askWho();
  }

  async #signIn(path: string, body: unknown): Promise<string | undefined> {
    try {
      const answer = await this.#api.ask('POST', `api/auth/${path}`, { body });
      if (answer.status >= 300) return detailOf(answer) ?? String(answer.status);
      this.#signOut.drop();
      return await this.#askWho();
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Asks the service who is signed in. @returns an error text for people if the service refuses or does not answer */
  async #askWho(): Promise<string | undefined> {
    try {
      await this.#signOut.finish();
      const answer = settled(await this.#api.ask('GET', 'api/me'));
      if (answer.status !== 200) return detailOf(answer) ?? String(answer.status);
      await this.#enter(answer.body as Me);
      return undefined;
    } catch (error) {
      if (error instanceof SignedOut) {
        // An open workspace is not closed: it shows that the user is signed out.
        if (this.#open === undefined) await this.#askForCredential();
        return error.message;
      }
      if (this.#open === undefined) this.entrance.value = { state: 'unreachable' };
      return (error as Error).message;
    }
  }

  async #askForCredential(): Promise<void> {
    // Only a service with accounts has this path. Without a network, the form for an account is shown.
    const { status } = await this.#api.ask('GET', 'api/auth/get-session').catch(() => ({ status: 200 }));
    this.entrance.value = { state: 'sign-in', way: status === 200 ? 'account' : 'token' };
  }

  async #enter({ user_id: user, auth }: Me): Promise<void> {
    this.#lastUser.set(JSON.stringify({ user_id: user, auth }));
    if (this.#open?.user !== user) {
      this.#open?.host.close();
      const name = `taskport ${this.#root} ${user}`;
      const storage = await IndexedStorage.open(name).catch(() => new MemoryStorage());
      const api = this.#api.forUser(user);
      const host = await ReplicaHost.open({ name, owner: user, api, storage, onSignedOut: () => this.#forget() });
      this.#open = { user, host, workspace: new LocalWorkspace(host, api, () => this.#leave(host)) };
      // Asks the browser to keep the stored replica even if disk space is short.
      void navigator.storage?.persist?.();
    } else {
      this.#open.host.wake();
    }
    this.entrance.value = { state: 'ready', workspace: this.#open.workspace, auth };
  }

  /** Signs out. The session ends before the other tabs reload, because they would sign the user in again otherwise. */
  async #leave(host: ReplicaHost): Promise<void> {
    this.#lastUser.set(null);
    this.#signOut.begin();
    await this.#signOut.finish().catch(() => undefined);
    await host.clear();
    this.#forget();
  }

  /** Deletes the data in the session storage of this tab, such as drafts, and reloads the page. */
  #forget(): void {
    try {
      for (const name of Object.keys(sessionStorage)) if (name.startsWith('taskport')) sessionStorage.removeItem(name);
    } finally {
      location.reload();
    }
  }
}
