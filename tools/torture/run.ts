import type { Breach } from './check.ts';
import { type Client, UnexpectedReply } from './clients/client.ts';
import type { Settings } from './settings.ts';
import type { Tally } from './tally.ts';

/** The state that all torture clients of a run share. */
export interface Run {
  readonly settings: Settings;
  readonly client: Client;
  readonly tally: Tally;
  /** The time when clients stop sending new requests, by `Date.now()`. */
  readonly end: number;
  /** The time when clients stop retrying, by `Date.now()`. */
  readonly deadline: number;
  /** The broken promises that clients detected during the run. */
  readonly breaches: Breach[];
}

/** Runs an action of a client; records an `UnexpectedReply` error as a broken promise instead of throwing it. */
export async function reportUnexpected(run: Run, user: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof UnexpectedReply)) throw error;
    run.breaches.push({ check: 'seen', user, detail: error.message });
  }
}

/** Returns the retry deadline of a request that is sent after the run: `retrySeconds` from now. */
export function retryDeadline({ settings }: Run): number {
  return Date.now() + settings.retrySeconds * 1000;
}
