import { type ReadonlySignal, signal } from '@preact/signals';
import type { UserId } from '../../domain/identity.ts';
import { Api } from '../api/api.ts';
import { detailOf, SignedOut, settled } from '../api/problem.ts';
import { IndexedStorage } from '../replica/indexed-storage.ts';
import { MemoryStorage } from '../replica/memory-storage.ts';
import { ReplicaHost } from '../sync/replica-host.ts';
import { LocalWorkspace } from './local-workspace.ts';
import type { Entrance, Session } from './session.ts';

/** Where this browser remembers its last user, and this tab its token. */
const [USER, TOKEN] = ['taskport-user', 'taskport-token'];

type Auth = Extract<Entrance, { state: 'ready' }>['auth'];

interface Me {
  readonly user_id: UserId;
  readonly auth: Auth;
}

/** Finds out who uses the page: from the last time at once, from the service as soon as it answers. */
export function startSession(root: string): { entrance: ReadonlySignal<Entrance>; session: Session } {
  const session = new BrowserSession(root);
  void session.start();
  return { entrance: session.entrance, session };
}

class BrowserSession implements Session {
  readonly entrance = signal<Entrance>({ state: 'checking' });
  readonly #api: Api;
  #open: { readonly user: UserId; readonly host: ReplicaHost; readonly workspace: LocalWorkspace } | undefined;

  constructor(root: string) {
    this.#api = new Api(root, () => sessionStorage.getItem(TOKEN));
    // The network may be back, or the computer may have slept: both are reasons to try at once.
    addEventListener('online', () => this.#open?.host.wake());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#open?.host.wake();
    });
  }

  async start(): Promise<void> {
    const last = JSON.parse(localStorage.getItem(USER) ?? 'null') as Me | null;
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
    sessionStorage.setItem(TOKEN, token);
    return this.#askWho().then((refused) => {
      if (refused !== undefined) sessionStorage.removeItem(TOKEN);
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
      return answer.status < 300 ? await this.#askWho() : (detailOf(answer) ?? String(answer.status));
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Asks the service who the user is. @returns a text for people if it does not admit the user */
  async #askWho(): Promise<string | undefined> {
    try {
      const answer = settled(await this.#api.ask('GET', 'api/me'));
      if (answer.status !== 200) return detailOf(answer) ?? String(answer.status);
      await this.#enter(answer.body as Me);
      return undefined;
    } catch (error) {
      if (error instanceof SignedOut) {
        // With a replica, the workspace stays open, and says that it is signed out.
        if (this.#open === undefined) await this.#askForCredential();
        return error.message;
      }
      if (this.#open === undefined) this.entrance.value = { state: 'unreachable' };
      return (error as Error).message;
    }
  }

  async #askForCredential(): Promise<void> {
    // Only a service with accounts knows this path.
    const { status } = await this.#api.ask('GET', 'api/auth/get-session').catch(() => ({ status: 200 }));
    this.entrance.value = { state: 'sign-in', way: status === 200 ? 'account' : 'token' };
  }

  async #enter({ user_id: user, auth }: Me): Promise<void> {
    localStorage.setItem(USER, JSON.stringify({ user_id: user, auth }));
    if (this.#open?.user !== user) {
      this.#open?.host.close();
      const storage = await IndexedStorage.open(`taskport ${user}`).catch(() => new MemoryStorage());
      const host = await ReplicaHost.open(user, this.#api, storage, () => location.reload());
      this.#open = { user, host, workspace: new LocalWorkspace(host, this.#api, () => this.#leave()) };
      // Without it, a browser short of space deletes what is stored.
      void navigator.storage?.persist?.();
    } else {
      this.#open.host.wake();
    }
    this.entrance.value = { state: 'ready', workspace: this.#open.workspace, auth };
  }

  async #leave(): Promise<void> {
    localStorage.removeItem(USER);
    sessionStorage.removeItem(TOKEN);
    await this.#api.ask('POST', 'api/auth/sign-out', { body: {} }).catch(() => undefined);
    location.reload();
  }
}
