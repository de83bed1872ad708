import type { Patch } from '../replica/patch.ts';
import type { Connection } from '../state/workspace.ts';

/** A message between the tabs of a user. */
export type TabMessage =
  | { readonly patch: Patch }
  | { readonly connection: Connection }
  /** Asks the leading tab to try the service now, and to send the state of its connection. */
  | { readonly wake: true }
  /** The user has signed out: the stored replica is deleted. */
  | { readonly signedOut: true };

/** Sends messages between the tabs of a user in one browser. */
export class ReplicaChannel {
  readonly #channel: BroadcastChannel;
  readonly #held: TabMessage[] = [];
  #isClosed = false;

  /** Opens the channel. Messages wait in a queue until {@link listen} is called. */
  constructor(name: string) {
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => this.#held.push(data as TabMessage);
  }

  /** @param receive gets the messages of the other tabs, in the order in which they arrived */
  listen(receive: (message: TabMessage) => void): void {
    this.#channel.onmessage = ({ data }) => receive(data as TabMessage);
    for (const message of this.#held) receive(message);
  }

  send(message: TabMessage): void {
    if (!this.#isClosed) this.#channel.postMessage(message);
  }

  close(): void {
    this.#isClosed = true;
    this.#channel.close();
  }
}
