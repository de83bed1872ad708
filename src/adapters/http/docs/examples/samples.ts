import type { Caller } from './example.ts';

/** The ids of the tasks in the examples. */
export const MILK = '01a206d1-ff9a-748f-a961-0e25da91ff65';
export const BREAD = '01a206d2-0aa4-7318-99ae-7a1f4b1a3c55';
export const RENT = '01a206d2-1b3c-7e21-8f04-3c7d92ab1e70';

/** Returns a timestamp: the time of the first example, plus some seconds. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 23, 5, 12, 35, 482) + seconds * 1000).toISOString();
}

/** Makes the JSON of tasks and changes in the answers of examples. */
export class Samples {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Returns the JSON of a task, with its fields in the order of real answers. */
  task(id: string, title: string, fields: object = {}): object {
    return {
      ...{ id, user_id: this.#caller.user, title, description: null, completed: false },
      ...{ created_at: at(0), updated_at: at(0), completed_at: null, priority: 'none', tags: [] },
      ...{ list: null, start: null, due: null },
      ...fields,
    };
  }

  /** Returns the JSON of a change in the log. */
  change(seq: number, kind: string, task_id: string, version: number, task: unknown, operation = seq): object {
    return { seq, operation, actor: this.#caller.actor, at: at(seq), kind, task_id, version, task };
  }
}
