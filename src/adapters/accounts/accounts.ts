import type { Client } from '../../domain/access/audit-entry.ts';
import { StoreError } from '../../ports/store-lifecycle.ts';
import { type Auth, createAuth, migrateAccounts } from './auth.ts';
import { type AccountsOptions, AuthRequests } from './auth-requests.ts';
import { type AccountStore, unhidden } from './storage/account-store.ts';

// The plain path: accounts have little traffic. Only this folder knows Better Auth, and it is loaded only if accounts are on.

/** Accounts with an email address and a password, and their sessions. */
export class Accounts {
  readonly #store: AccountStore;
  readonly #options: AccountsOptions;
  #auth: Auth | undefined;

  constructor(store: AccountStore, options: AccountsOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** @throws StoreError before `prepare` has resolved */
  get auth(): Auth {
    if (this.#auth === undefined) throw new StoreError('database_unavailable');
    return this.#auth;
  }

  /** Resolves when the tables of the accounts exist. */
  async prepare(): Promise<void> {
    await this.#store.prepare((database) => migrateAccounts(database, this.#store.type));
    const { secret, signUp, publicUrl } = this.#options;
    const cookiePath = publicUrl === undefined ? '/' : new URL(publicUrl).pathname;
    this.#auth = createAuth(this.#store, { secret, cookiePath, firstOnly: signUp === 'first' });
  }

  /**
   * Answers a request to a path below `/api/auth/`. The caller has made sure that it does not come from a page of another
   * site, and has bounded its body.
   *
   * @throws HttpError, DomainError or StoreError, which the caller answers as the errors of any other path
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
