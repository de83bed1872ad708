/** A cache of lists that limits their total length. It drops the least recently used lists. */
export class BoundedCache<T> {
  readonly #maxLength: number;
  /** The lists by key, the least recently used first. */
  readonly #lists = new Map<string, readonly T[]>();
  #length = 0;

  /** @param maxLength the maximum number of items in all lists together, where each list counts as one item more */
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
