import type { Api } from '../api/api.ts';
import { SignedOut, settled } from '../api/problem.ts';
import { KeptValue } from './kept-value.ts';

/**
 * A sign-out that is stored until the service confirms it, because a sign-out without a network does not end the
 * session.
 */
export class PendingSignOut {
  readonly #api: Api;
  readonly #isPending: KeptValue;

  constructor(api: Api, root: string) {
    this.#api = api;
    this.#isPending = new KeptValue(() => localStorage, `taskport-leaving ${root}`);
  }

  begin(): void {
    this.#isPending.set('true');
  }

  /** Forgets the sign-out, because the service has confirmed it or the user has signed in again. */
  drop(): void {
    this.#isPending.set(null);
  }

  /** Ends the session at the service, if a sign-out is pending. @throws Unreachable or Later */
  async finish(): Promise<void> {
    if (this.#isPending.get() === null) return;
    try {
      settled(await this.#api.ask('POST', 'api/auth/sign-out', { body: {} }));
    } catch (error) {
      if (!(error instanceof SignedOut)) throw error;
    }
    this.drop();
  }
}
