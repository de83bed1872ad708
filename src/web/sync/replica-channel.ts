import type { Patch } from '../replica/patch.ts';
import type { Connection } from '../state/workspace.ts';

/** A message that a tab sends to all other tabs of the same user. */
export type TabMessage =
  | { readonly patch: Patch }
  | { readonly connection: Connection }
  /** Asks the leading tab to contact the service now, and to send the state of its connection. */
  | { readonly wake: true }
  /** Says that the user has signed out, so that the stored replica is deleted. */
  | { readonly signedOut: true };

/** Sends messages to the other tabs of the same user in this browser, and receives theirs. */
export class ReplicaChannel {
  readonly #channel: BroadcastChannel;
  readonly #held: TabMessage[] = [];
  #isClosed = false;

  /** Opens the channel. Received messages wait in a queue until {@link listen} is called. */
  constructor(name: string) {
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => this.#held.push(data as TabMessage);
  }

  /** @param receive called with each message of another tab, in the order of their arrival */
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
