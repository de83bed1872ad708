/** A text that the browser keeps under a name; it is kept in memory where a browser lets the page store nothing. */
export class KeptValue {
  readonly #storage: () => Storage;
  readonly #name: string;
  #inMemory: string | null = null;

  /** @param storage returns `localStorage` or `sessionStorage`; a browser may throw at the mere mention */
  constructor(storage: () => Storage, name: string) {
    this.#storage = storage;
    this.#name = name;
  }

  get(): string | null {
    try {
      return this.#storage().getItem(this.#name);
    } catch {
      return this.#inMemory;
    }
  }

  /** @param value null forgets it */
  set(value: string | null): void {
    this.#inMemory = value;
    try {
      if (value === null) this.#storage().removeItem(this.#name);
      else this.#storage().setItem(this.#name, value);
    } catch {
      // It lasts as long as the page.
    }
  }
}
