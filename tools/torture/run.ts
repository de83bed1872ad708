import type { Breach } from './check.ts';
import { type Client, Surprise } from './clients/client.ts';
import type { Settings } from './settings.ts';
import type { Tally } from './tally.ts';

/** One run: what all who take part in it share. */
export interface Run {
  readonly settings: Settings;
  readonly client: Client;
  readonly tally: Tally;
  /** When nothing new is begun, by `Date.now()`. */
  readonly end: number;
  /** When what is begun is given up. */
  readonly until: number;
  /** What was noticed on the way. */
  readonly breaches: Breach[];
}

/** Does something, and notes it if an answer must not be. */
export async function watch(run: Run, user: string, something: () => Promise<void>): Promise<void> {
  try {
    await something();
  } catch (error) {
    if (!(error instanceof Surprise)) throw error;
    run.breaches.push({ check: 'seen', user, detail: error.message });
  }
}

/** Until when to ask when all else is done: then every single answer has the whole patience. */
export function patience({ settings }: Run): number {
  return Date.now() + settings.patience * 1000;
}
