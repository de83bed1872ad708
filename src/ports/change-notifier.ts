import type { UserId } from '../domain/identity.ts';

/** Wakes the readers of a user's log, in every process, when the log may have new changes. They then read the log. */
export abstract class ChangeNotifier {
  /** Wakes all readers that wait for a change in the logs of these owners. */
  abstract publish(owners: readonly UserId[] | 'everyone'): void;

  /** Resolves when the owner's log may have changes newer than this call, or when `signal` is aborted. */
  abstract wait(owner: UserId, signal: AbortSignal): Promise<void>;
}
