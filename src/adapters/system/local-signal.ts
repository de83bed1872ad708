import type { UserId } from '../../domain/identity.ts';
import type { ChangeSignal } from '../../ports/change-signal.ts';

/** Signals within this process. */
export class LocalSignal implements ChangeSignal {
  readonly #waiting = new Map<UserId, Set<() => void>>();

  announce(owners: readonly UserId[] | 'everyone'): void {
    for (const owner of owners === 'everyone' ? [...this.#waiting.keys()] : owners) {
      for (const wake of this.#waiting.get(owner) ?? []) wake();
    }
  }

  next(owner: UserId, until: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(owner) ?? new Set();
    this.#waiting.set(owner, waiting);
    const wake = () => {
      until.removeEventListener('abort', wake);
      waiting.delete(wake);
      if (waiting.size === 0 && this.#waiting.get(owner) === waiting) this.#waiting.delete(owner);
      resolve();
    };
    waiting.add(wake);
    until.addEventListener('abort', wake);
    if (until.aborted) wake();
    return promise;
  }
}
