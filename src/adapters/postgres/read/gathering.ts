import { Gate } from '../gate.ts';

/** Sends what comes one by one in groups, as the {@link Gate} lets them out. */
export class Gathering<T> {
  readonly #gate: Gate;
  readonly #waiting: T[] = [];

  /**
   * @param maxOut how many groups may be out at once
   * @param maxGroup how many may be sent together
   * @param send must not fail
   * @param maxEager as of a {@link Gate}
   */
  constructor(maxOut: number, maxGroup: number, send: (group: T[]) => Promise<void>, maxEager?: number) {
    const queue = {
      isEmpty: () => this.#waiting.length === 0,
      send: () => (this.#waiting.length > 0 ? send(this.#waiting.splice(0, maxGroup)) : undefined),
    };
    this.#gate = new Gate(maxOut, queue, maxEager);
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Whether nothing waits, and nothing is out. */
  get isIdle(): boolean {
    return this.#gate.isIdle;
  }

  add(item: T): void {
    this.#waiting.push(item);
    this.#gate.open();
  }
}
