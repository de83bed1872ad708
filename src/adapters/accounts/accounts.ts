import type { Client } from '../../domain/access/audit-entry.ts';
import { StoreError } from '../../ports/store-lifecycle.ts';
import { type Auth, createAuth, migrateAccounts } from './auth.ts';
import { type AccountsOptions, AuthRequests } from './auth-requests.ts';
import { type AccountStore, unhidden } from './storage/account-store.ts';

// Accounts have little traffic, so their queries are neither batched nor cached. Only this folder uses the library
// Better Auth, and this folder is loaded only if accounts are on.

/** User accounts with email address, password and sessions, implemented by Better Auth. */
export class Accounts {
  readonly #store: AccountStore;
  readonly #options: AccountsOptions;
  #auth: Auth | undefined;

  constructor(store: AccountStore, options: AccountsOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The Better Auth instance. @throws StoreError `database_unavailable` before `prepare` has resolved */
  get auth(): Auth {
    if (this.#auth === undefined) throw new StoreError('database_unavailable');
    return this.#auth;
  }

  /** Creates or migrates the tables of accounts. Resolves when they exist. */
  async prepare(): Promise<void> {
    await this.#store.prepare((database) => migrateAccounts(database, this.#store.type));
    const { secret, signUp, publicUrl } = this.#options;
    const cookiePath = publicUrl === undefined ? '/' : new URL(publicUrl).pathname;
    this.#auth = createAuth(this.#store, { secret, cookiePath, firstOnly: signUp === 'first' });
  }

  /**
   * Answers a request to a path below `/api/auth/`. The caller must have checked the request's origin (CSRF), and
   * limited the size of its body.
   *
   * @throws HttpError, DomainError or StoreError, which the caller turns into an error reply
   */
  handle(request: Request, client: Client): Promise<Response> {
    return new AuthRequests(this.auth, this.#options).handle(request, client);
  }

  /** Deletes the sessions that have expired. */
  async purge(): Promise<void> {
    const { adapter } = await this.auth.$context;
    const hasExpired = { field: 'expiresAt', operator: 'lt', value: new Date() } as const;
    await unhidden(() => adapter.deleteMany({ model: 'session', where: [hasExpired] }));
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
