import { TooManyAffected } from '../../domain/changes/errors.ts';
import { TaskNotFound } from '../../domain/errors.ts';
import type { Filter } from '../../domain/filter/filter.ts';
import { matcher } from '../../domain/filter/matches.ts';
import type { UserId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import { hasSameContent } from '../../domain/tasks/content.ts';
import { Task, type TaskEdit } from '../../domain/tasks/task.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OperationResult, TaskRepository, Transition, WriteContext } from '../../ports/task-repository.ts';
import { selectFrom } from '../filter/selection.ts';
import type { TaskReplicas } from '../filter/task-replicas.ts';

/** A filter whose matches are changed, and the maximum number of matches that the request allows. */
export interface Matching extends WriteContext {
  readonly filter: Filter;
  readonly zone: string;
  /** The request is refused if more tasks than this match. */
  readonly max: number;
}

export interface MatchingReport {
  readonly matched: number;
  readonly changed: number;
  readonly operation: number | null;
}

/** Edits or deletes all tasks that match a filter, or none if one change fails. */
export class ChangeMatching {
  readonly #tasks: TaskRepository;
  readonly #replicas: TaskReplicas;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, replicas: TaskReplicas, clock: Clock) {
    this.#tasks = tasks;
    this.#replicas = replicas;
    this.#clock = clock;
  }

  /** Returns how many tasks match the filter. */
  async count(owner: UserId, matching: Pick<Matching, 'filter' | 'zone'>): Promise<number> {
    return (await this.#find(owner, matching, this.#clock.now())).length;
  }

  /** @throws TooManyAffected or IdempotencyKeyReused, or InvalidValue if a task would have too many tags */
  edit(owner: UserId, matching: Matching, edit: TaskEdit): Promise<OperationResult> {
    return this.#changeAll(owner, matching, (task, now) => {
      const edited = task.edit(edit, now);
      return hasSameContent(task, edited) ? task : edited;
    });
  }

  /** @throws TooManyAffected or IdempotencyKeyReused */
  delete(owner: UserId, matching: Matching): Promise<OperationResult> {
    return this.#changeAll(owner, matching, (task, now) => task.delete(now));
  }

  async #changeAll(
    owner: UserId,
    { author, key, max, ...matching }: Matching,
    change: (task: Task, now: Instant) => ReturnType<Transition>,
  ): Promise<OperationResult> {
    // A retry gets the result of the first request, even if too many tasks match now.
    const replay = key && (await this.#tasks.findReplay(owner, key));
    if (replay !== undefined && 'report' in replay) return replay;
    const now = this.#clock.now();
    const found = await this.#find(owner, matching, now);
    if (found.length > max) throw new TooManyAffected(found.length, max);
    const matches = matcher(matching.filter, { now, zone: matching.zone });
    const transition: Transition = (state) => {
      if (state === undefined) throw new TaskNotFound();
      // Tests the task again: another request may have edited or deleted the task since it was found.
      return state instanceof Task && matches(state) ? change(state, this.#clock.now()) : state;
    };
    const steps = found.map(({ id }) => ({ id, change: transition }));
    return this.#tasks.changeAll(owner, {
      steps,
      author,
      key,
      report: (results, operation) => {
        const changed = results.filter(({ kind }) => kind !== 'unchanged').length;
        return JSON.stringify({ matched: found.length, changed, operation } satisfies MatchingReport);
      },
    });
  }

  async #find(owner: UserId, { filter, zone }: Pick<Matching, 'filter' | 'zone'>, now: Instant) {
    const tasks = await this.#replicas.get(owner);
    return selectFrom([...tasks.all()], { filter, zone, sort: [] }, now);
  }
}
