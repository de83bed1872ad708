import type { UserId } from '../domain/identity.ts';

/** Wakes the readers of a log, in every process, when it may have new changes. The readers then read the log. */
export abstract class ChangeNotifier {
  /** Wakes the readers of the logs of these owners. */
  abstract publish(owners: readonly UserId[] | 'everyone'): void;

  /** Resolves when the owner's log may have new changes since the call, or when `signal` is aborted. */
  abstract wait(owner: UserId, signal: AbortSignal): Promise<void>;
}
