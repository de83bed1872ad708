import type { UserId } from '../../domain/identity.ts';
import type { ChangeNotifier } from '../../ports/change-notifier.ts';
import type { Clock } from '../../ports/clock.ts';
import { StoreError } from '../../ports/store-lifecycle.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';
import type { Timer } from '../../ports/timer.ts';
import { FilterFollower, type FollowQuery, type World } from './filter-follower.ts';
import type { TaskReplicas } from './task-replicas.ts';

/**
 * Creates followers of filters. Each client has its own follower, which keeps the last change sent to this client.
 */
export class FollowFilter {
  readonly #world: World;

  constructor(tasks: TaskRepository, replicas: TaskReplicas, notifier: ChangeNotifier, clock: Clock, timer: Timer) {
    this.#world = { tasks, replicas, notifier, clock, timer };
  }

  /**
   * Returns a started follower of a filter. If the store is unavailable, the follower starts at the first call of its
   * `next` instead.
   */
  async execute(owner: UserId, query: FollowQuery): Promise<FilterFollower> {
    const follower = new FilterFollower(this.#world, owner, query);
    await follower.start().catch((error) => {
      if (!(error instanceof StoreError)) throw error;
    });
    return follower;
  }
}
