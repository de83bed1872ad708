import { DomainError } from '../errors.ts';
import type { Task } from './task.ts';
import type { Version } from './version.ts';

/** The task has another version than the writer expects; `current` is the task as it is now, if it exists. */
export class PreconditionFailed extends DomainError {
  readonly code = 'precondition_failed';
  readonly current: Task | undefined;

  constructor(current?: Task) {
    super('the task has another version than the request expects');
    this.current = current;
  }
}

/** An optimistic lock: the versions that a task must have (`only`), or must not have (`not`), to be changed. */
export interface Precondition {
  readonly only?: readonly Version[] | undefined;
  readonly not?: readonly Version[] | 'any' | undefined;
}

/** Returns whether a precondition is met by every version. */
export function isEmpty({ only, not }: Precondition = {}): boolean {
  return only === undefined && not === undefined;
}

/** @throws PreconditionFailed if the task's version does not meet the precondition */
export function check({ only, not }: Precondition, task: Task): Task {
  const isRefused = only?.includes(task.version) === false || not === 'any' || not?.includes(task.version) === true;
  if (isRefused) throw new PreconditionFailed(task);
  return task;
}
