import type { UserId } from '../domain/identity.ts';

/**
 * Tells when it is time to look into a log again, whichever process has written to it. It may be wrong, and often is
 * early or for nothing: what there is, the log alone says.
 */
export abstract class ChangeNotifier {
  /** Says that the logs of these owners have grown. */
  abstract publish(owners: readonly UserId[] | 'everyone'): void;

  /** Resolves when the owner's log may have grown since this was called, or when `until` is aborted. */
  abstract next(owner: UserId, signal: AbortSignal): Promise<void>;
}
