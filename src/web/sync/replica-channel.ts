import type { Patch } from '../replica/patch.ts';
import type { Connection } from '../state/workspace.ts';

/** A message between the tabs of a user. */
export type TabMessage =
  | { readonly patch: Patch }
  | { readonly connection: Connection }
  /** Asks the leader for its connection, and to try again now. */
  | { readonly wake: true }
  /** The user has signed out: what is stored is deleted. */
  | { readonly signedOut: true };

/** Connects the tabs of a user in one browser. */
export class ReplicaChannel {
  readonly #channel: BroadcastChannel;

  /** @param receive gets the messages of the other tabs */
  constructor(name: string, receive: (message: TabMessage) => void) {
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => receive(data as TabMessage);
  }

  send(message: TabMessage): void {
    this.#channel.postMessage(message);
  }

  close(): void {
    this.#channel.close();
  }
}
