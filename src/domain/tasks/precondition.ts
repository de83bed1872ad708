import { DomainError } from '../errors.ts';
import type { Task } from './task.ts';
import type { Version } from './version.ts';

/** The task is not as the writer last saw it; `current` is what it is, where there is one. */
export class PreconditionFailed extends DomainError {
  readonly code = 'precondition_failed';
  readonly current: Task | undefined;

  constructor(current?: Task) {
    super('the task is another than was expected');
    this.current = current;
  }
}

/** Which versions of a task a writer must, or must not, meet: what it has not seen it does not overwrite. */
export interface Precondition {
  readonly only?: readonly Version[] | undefined;
  readonly not?: readonly Version[] | 'any' | undefined;
}

/** @throws PreconditionFailed */
export function check({ only, not }: Precondition, task: Task): Task {
  const isRefused = only?.includes(task.version) === false || not === 'any' || not?.includes(task.version) === true;
  if (isRefused) throw new PreconditionFailed(task);
  return task;
}
