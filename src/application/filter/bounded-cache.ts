/** A cache of lists. It drops the least recently used lists while all lists together are too long. */
export class BoundedCache<T> {
  readonly #maxLength: number;
  /** The lists by key, the least recently used first. */
  readonly #lists = new Map<string, readonly T[]>();
  #length = 0;

  /** @param maxLength the most items of all lists together; a list counts for one more than its length */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  get(key: string): readonly T[] | undefined {
    const list = this.#lists.get(key);
    if (list !== undefined) this.set(key, list);
    return list;
  }

  set(key: string, list: readonly T[]): void {
    this.#drop(key);
    this.#lists.set(key, list);
    this.#length += list.length + 1;
    for (const each of this.#lists.keys()) {
      if (this.#length <= this.#maxLength) break;
      this.#drop(each);
    }
  }

  #drop(key: string): void {
    const list = this.#lists.get(key);
    if (list === undefined) return;
    this.#lists.delete(key);
    this.#length -= list.length + 1;
  }
}
