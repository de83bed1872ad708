/**
 * What was used last, by key, in two generations. A whole one is dropped at once: to drop the oldest of a map one by one
 * takes longer than all else here.
 */
export class TwoGenerationCache<T> {
  readonly #capacity: number;
  readonly #sizeOf: (value: T) => number;
  #young = new Map<string, T>();
  #old = new Map<string, T>();
  #weight = 0;

  /**
   * @param room how much a generation holds: no more is added to one that holds so much
   * @param weigh how much of it a value takes
   */
  constructor(capacity: number, sizeOf: (value: T) => number) {
    this.#capacity = capacity;
    this.#sizeOf = sizeOf;
  }

  get(key: string): T | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: string, value: T): void {
    if (this.#weight >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#weight = 0;
    }
    this.#unweigh(key);
    this.#weight += this.#sizeOf(value);
    this.#young.set(key, value);
  }

  delete(key: string): void {
    this.#unweigh(key);
    this.#young.delete(key);
    this.#old.delete(key);
  }

  #unweigh(key: string): void {
    const value = this.#young.get(key);
    if (value !== undefined) this.#weight -= this.#sizeOf(value);
  }
}
