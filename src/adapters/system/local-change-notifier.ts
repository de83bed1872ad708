import type { UserId } from '../../domain/identity.ts';
import type { ChangeNotifier } from '../../ports/change-notifier.ts';

/** Tells requests that wait in this process about changes. It does not know of changes by other processes. */
export class LocalChangeNotifier implements ChangeNotifier {
  readonly #waiting = new Map<UserId, Set<() => void>>();

  publish(owners: readonly UserId[] | 'everyone'): void {
    for (const owner of owners === 'everyone' ? [...this.#waiting.keys()] : owners) {
      for (const wake of this.#waiting.get(owner) ?? []) wake();
    }
  }

  wait(owner: UserId, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(owner) ?? new Set();
    this.#waiting.set(owner, waiting);
    const wake = () => {
      signal.removeEventListener('abort', wake);
      waiting.delete(wake);
      if (waiting.size === 0 && this.#waiting.get(owner) === waiting) this.#waiting.delete(owner);
      resolve();
    };
    waiting.add(wake);
    signal.addEventListener('abort', wake);
    if (signal.aborted) wake();
    return promise;
  }
}
