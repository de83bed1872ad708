import type { Seq } from '../../domain/changes/change.ts';
import { OperationRefused } from '../../domain/changes/operation-refused.ts';
import { DomainError } from '../../domain/errors.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import { PreconditionFailed } from '../../domain/tasks/precondition.ts';
import { Task, type TaskEdit } from '../../domain/tasks/task.ts';
import type { Version } from '../../domain/tasks/version.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdGenerator } from '../../ports/id-generator.ts';
import type {
  OperationResult,
  StepResult,
  TaskRepository,
  Transition,
  WriteContext,
} from '../../ports/task-repository.ts';
import { requireTask } from '../tasks/write-options.ts';

/** A command of a batch request: one step of the operation, which concerns one task. */
export type Command =
  | { readonly op: 'create'; readonly id?: TaskId | undefined; readonly content: TaskContent }
  | (Target & { readonly op: 'edit'; readonly edit: TaskEdit })
  | (Target & { readonly op: 'complete' | 'reopen' | 'toggle' | 'delete' });

interface Target {
  readonly id: TaskId;
  /** The version that the task must have for the command to run. */
  readonly version?: Version | undefined;
}

export type Report = (results: readonly StepResult[], operation: Seq | null) => string;

/** Runs all commands of a batch request in order, or none if one is refused. */
export class ChangeTasks {
  readonly #tasks: TaskRepository;
  readonly #ids: IdGenerator;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, ids: IdGenerator, clock: Clock) {
    this.#tasks = tasks;
    this.#ids = ids;
    this.#clock = clock;
  }

  /** @throws OperationRefused or IdempotencyKeyReused */
  execute(
    owner: UserId,
    commands: readonly Command[],
    report: Report,
    { author, key }: WriteContext,
  ): Promise<OperationResult> {
    const steps = commands.map((command, index) => {
      const id = command.id ?? this.#ids.next();
      return { id, change: refusable(index, this.#transitionOf(owner, id, command)) };
    });
    return this.#tasks.changeAll(owner, { steps, author, key, report });
  }

  #transitionOf(owner: UserId, id: TaskId, command: Command): Transition {
    if (command.op === 'create') {
      return (found) => {
        if (found !== undefined) throw new PreconditionFailed(found instanceof Task ? found : undefined);
        return Task.create(id, owner, command.content, this.#clock.now());
      };
    }
    const options = command.version === undefined ? {} : { precondition: { only: [command.version] } };
    return (found) => change(requireTask(found, options), command, this.#clock);
  }
}

function change(task: Task, command: Exclude<Command, { op: 'create' }>, clock: Clock) {
  const now = clock.now();
  switch (command.op) {
    case 'edit':
      return task.edit(command.edit, now);
    case 'toggle':
      return task.toggle(now);
    case 'delete':
      return task.delete(now);
    default:
      return task.setCompleted(command.op === 'complete', now);
  }
}

/** Wraps a transition, so that its errors name the index of the step that was refused. */
function refusable(step: number, transition: Transition): Transition {
  return (found, seq) => {
    try {
      return transition(found, seq);
    } catch (error) {
      throw error instanceof DomainError ? new OperationRefused(step, error) : error;
    }
  };
}
