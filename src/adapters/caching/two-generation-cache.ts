/**
 * A cache of the most recently set values, in two generations. When the young generation is full, the old one is
 * dropped as a whole. Dropping the oldest entries of a map one by one takes longer than all other work of the cache.
 */
export class TwoGenerationCache<T> {
  readonly #capacity: number;
  readonly #sizeOf: (value: T) => number;
  #young = new Map<string, T>();
  #old = new Map<string, T>();
  #size = 0;

  /**
   * @param capacity the total size of values at which a generation is full, in the unit of `sizeOf`
   * @param sizeOf returns the size of a value
   */
  constructor(capacity: number, sizeOf: (value: T) => number) {
    this.#capacity = capacity;
    this.#sizeOf = sizeOf;
  }

  get(key: string): T | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: string, value: T): void {
    if (this.#size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#size = 0;
    }
    this.#deleteYoung(key);
    this.#size += this.#sizeOf(value);
    this.#young.set(key, value);
  }

  delete(key: string): void {
    this.#deleteYoung(key);
    this.#old.delete(key);
  }

  #deleteYoung(key: string): void {
    const value = this.#young.get(key);
    if (value === undefined) return;
    this.#size -= this.#sizeOf(value);
    this.#young.delete(key);
  }
}
