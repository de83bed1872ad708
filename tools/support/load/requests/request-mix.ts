import { Random } from '../../random.ts';
import { deleteRequest, OPERATIONS, type RequestTarget } from './operations.ts';
import type { Operation, PlannedRequest } from './planned-request.ts';

/** The relative frequency of each API operation. */
export type Weights = Readonly<Partial<Record<Operation, number>>>;

/** The number of requests after which the sequence repeats: so many that repeated requests miss the server's caches. */
const MIX_SIZE = 20_000;
/** The start and end index of the id in a task's JSON, whose first field is the id. */
const ID_RANGE = [7, 43] as const;

/** A random sequence of requests, built before the measurement. `salt` is the seed that determines all requests. */
export class RequestMix {
  readonly #planned: (PlannedRequest | 'delete')[];
  readonly #deletes: boolean;
  /** The paths of tasks created by this mix, in the order in which it deletes them. */
  readonly #created: string[] = [];
  #nextIndex = 0;
  #deleted = 0;

  constructor(weights: Weights, target: RequestTarget, salt: number) {
    const random = new Random(salt);
    this.#deletes = weights.delete !== undefined;
    this.#planned = Array.from({ length: MIX_SIZE }, () => {
      const operation = random.weighted(weights as Record<Operation, number>);
      return operation === 'delete' ? operation : { operation, ...OPERATIONS[operation](target, random) };
    });
  }

  /** Returns the next request; skips deletions if no task created by this mix is left. */
  next(): PlannedRequest {
    for (;;) {
      const planned = this.#planned[this.#nextIndex++ % MIX_SIZE] as PlannedRequest | 'delete';
      if (planned !== 'delete') return planned;
      const address = this.#created[this.#deleted];
      if (address === undefined) continue;
      this.#deleted++;
      return { operation: 'delete', ...deleteRequest(address) };
    }
  }

  /** Remembers a created task for later deletion. Other tasks are never deleted, because other requests read them. */
  learn({ operation, expected }: PlannedRequest, body: Buffer): void {
    if (!this.#deletes || operation !== 'create') return;
    this.#created.push(`${expected.has.user_id}/tasks/${body.toString('latin1', ...ID_RANGE)}`);
  }
}
