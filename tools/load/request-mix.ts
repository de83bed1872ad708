import { Random } from '../support/random.ts';
import { OPERATIONS, type Operation, type Place, removal } from './operations.ts';

/** A request, ready to be sent, and what the answer must be. */
export interface PlannedRequest {
  readonly operation: Operation;
  readonly bytes: Buffer;
  readonly expected: Expected;
}

export interface Expected {
  readonly status: number;
  /** Fields of the task that is answered, or of the first one. */
  readonly has: Readonly<Record<string, unknown>>;
  /** How many tasks there are, if it is a list. */
  readonly count?: number;
}

/** How often each operation is dealt. */
export type Weights = Readonly<Partial<Record<Operation, number>>>;

/** So many that what is asked again has long been pushed out of a server's memory, and that few seconds need more. */
const SIZE = 20_000;
/** Where the id is in a task's JSON, the first field of which it is. */
const ID = [7, 43] as const;

/** Requests in a random order, the same for the same `salt`, made before there is anything to measure. */
export class RequestMix {
  readonly #cards: (PlannedRequest | 'delete')[];
  readonly #deletes: boolean;
  /** Addresses of tasks that were created here, to be deleted in turn. */
  readonly #created: string[] = [];
  #dealt = 0;
  #deleted = 0;

  constructor(weights: Weights, place: Place, salt: number) {
    const random = new Random(salt);
    this.#deletes = weights.delete !== undefined;
    this.#cards = Array.from({ length: SIZE }, () => {
      const operation = random.weighted(weights as Record<Operation, number>);
      return operation === 'delete' ? operation : { operation, ...OPERATIONS[operation](place, random) };
    });
  }

  /** While there is nothing to delete yet, something else is asked. */
  next(): PlannedRequest {
    for (;;) {
      const planned = this.#cards[this.#dealt++ % SIZE] as PlannedRequest | 'delete';
      if (planned !== 'delete') return planned;
      const address = this.#created[this.#deleted];
      if (address === undefined) continue;
      this.#deleted++;
      return { operation: 'delete', ...removal(address) };
    }
  }

  /** Only what was created here is deleted, so that everything else is there whenever it is asked for. */
  learn({ operation, expected }: PlannedRequest, body: Buffer): void {
    if (!this.#deletes || operation !== 'create') return;
    this.#created.push(`${expected.has.user_id}/tasks/${body.toString('latin1', ...ID)}`);
  }
}
