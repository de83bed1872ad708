/** A text that the browser stores under a name. It is kept in memory if the browser lets the page store nothing. */
export class KeptValue {
  readonly #storage: () => Storage;
  readonly #name: string;
  #inMemory: string | null = null;

  /**
   * @param storage returns `localStorage` or `sessionStorage`. It is a function because in some browsers even reading
   *   these properties throws
   */
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

  /** @param value the text to store; null removes the stored text */
  set(value: string | null): void {
    this.#inMemory = value;
    try {
      if (value === null) this.#storage().removeItem(this.#name);
      else this.#storage().setItem(this.#name, value);
    } catch {
      // The browser cannot store the text, so the copy in memory is used until the page is closed.
    }
  }
}
