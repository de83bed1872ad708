import type { UserId } from '../domain/identity.ts';

/** Wakes readers of a log when it may have grown, in whichever process. A wake-up is a hint: the log alone is the truth. */
export abstract class ChangeNotifier {
  /** Wakes the readers of these owners' logs. */
  abstract publish(owners: readonly UserId[] | 'everyone'): void;

  /** Resolves when the owner's log may have grown since the call, or when `signal` is aborted. */
  abstract wait(owner: UserId, signal: AbortSignal): Promise<void>;
}
