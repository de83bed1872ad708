/** A pause between two tries to reach the service, which can be ended early. */
export class Pause {
  #wake: (() => void) | undefined;
  #isWoken = false;

  /** Ends the current pause. If there is none, the next pause ends as soon as it begins. */
  wake(): void {
    if (this.#wake === undefined) this.#isWoken = true;
    else this.#wake();
  }

  /** Resolves after these milliseconds, or earlier if {@link wake} is called or `signal` aborts. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.#isWoken && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = Number.isFinite(milliseconds) ? setTimeout(resolve, milliseconds) : undefined;
      const stop = () => resolve();
      signal.addEventListener('abort', stop);
      await promise;
      signal.removeEventListener('abort', stop);
      clearTimeout(timer);
    }
    this.#wake = undefined;
    this.#isWoken = false;
  }
}
