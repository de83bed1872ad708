import type { Api } from '../api/api.ts';
import { SignedOut, settled } from '../api/problem.ts';
import { KeptValue } from './kept-value.ts';

/**
 * A sign-out that this browser stores until the service confirms it. A sign-out without a network does not end the
 * session, so it must be sent later.
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

  /** Deletes the stored sign-out, because the service has confirmed it or the user has signed in again. */
  drop(): void {
    this.#isPending.set(null);
  }

  /** Sends the pending sign-out to the service, if there is one. @throws Unreachable or Later */
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
