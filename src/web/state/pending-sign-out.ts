import type { Api } from '../api/api.ts';
import { SignedOut, settled } from '../api/problem.ts';
import { KeptValue } from './kept-value.ts';

/** A sign-out that the service may not know of yet: without a network, the session would be there again afterwards. */
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

  /** The user has signed in again: there is nothing to end. */
  drop(): void {
    this.#isPending.set(null);
  }

  /** Ends the session at the service, if that is still to do. @throws Unreachable or Later */
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
