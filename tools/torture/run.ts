import type { Breach } from './check.ts';
import { type Client, UnexpectedReply } from './clients/client.ts';
import type { Settings } from './settings.ts';
import type { Tally } from './tally.ts';

/** The state that all clients of a run share. */
export interface Run {
  readonly settings: Settings;
  readonly client: Client;
  readonly tally: Tally;
  /** When clients start nothing new, by `Date.now()`. */
  readonly end: number;
  /** When clients give up retries, by `Date.now()`. */
  readonly deadline: number;
  /** Breaches that clients noticed during the run. */
  readonly breaches: Breach[];
}

/** Runs an action, and records an unexpected reply as a breach. */
export async function reportUnexpected(run: Run, user: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof UnexpectedReply)) throw error;
    run.breaches.push({ check: 'seen', user, detail: error.message });
  }
}

/** Returns the deadline of a request after the run: it has the full `retrySeconds`. */
export function retryDeadline({ settings }: Run): number {
  return Date.now() + settings.retrySeconds * 1000;
}
