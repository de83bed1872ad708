import type { UserId } from '../../domain/identity.ts';
import type { ChangeNotifier } from '../../ports/change-notifier.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';
import type { Timer } from '../../ports/timer.ts';
import { FilterFollower, type FollowQuery } from './filter-follower.ts';
import type { TaskReplicas } from './task-replicas.ts';

/** Follows filters: each call starts a follower of its own. */
export class FollowFilter {
  readonly #world: ConstructorParameters<typeof FilterFollower>[0];

  constructor(tasks: TaskRepository, replicas: TaskReplicas, notifier: ChangeNotifier, clock: Clock, timer: Timer) {
    this.#world = { tasks, replicas, notifier, clock, timer };
  }

  execute(owner: UserId, query: FollowQuery): FilterFollower {
    return new FilterFollower(this.#world, owner, query);
  }
}
