import type { Seq } from '../../../../src/domain/changes/change.ts';
import type { TaskId } from '../../../../src/domain/identity.ts';
import { Task } from '../../../../src/domain/tasks/task.ts';
import { title } from '../../../../src/domain/tasks/title.ts';
import type { IdempotencyKey, Operation, OperationResult, StepResult } from '../../../../src/ports/task-repository.ts';
import { SOMEONE } from '../../../support/someone.ts';
import { NOW, type TestOwner } from '../test-owner.ts';

export type Step = Operation['steps'][number];

/** The arguments with which the store has called the `report` function of an operation. */
interface Reported {
  readonly results: readonly StepResult[];
  readonly operation: Seq | null;
}

/** The error that a step of a test's operation throws if its task does not exist. */
export class Missing extends Error {}

export function create(task: Task): Step {
  return {
    id: task.id,
    change: (found) => {
      if (found !== undefined) throw new Error('exists');
      return task;
    },
  };
}

export function toggle(id: TaskId): Step {
  return { id, change: (found) => existing(found).toggle(NOW) };
}

export function edit(id: TaskId, name: string): Step {
  return { id, change: (found) => existing(found).edit({ title: title(name) }, NOW) };
}

export function remove(id: TaskId): Step {
  return { id, change: (found) => existing(found).delete(NOW) };
}

/** Runs an operation with a JSON report. Returns its result, and the arguments of the store's last call of `report`. */
export async function changeAll(
  owner: TestOwner,
  steps: readonly Step[],
  key?: IdempotencyKey,
): Promise<OperationResult & { readonly reported: Reported }> {
  let reported: Reported = { results: [], operation: null };
  const report: Operation['report'] = (results, operation) => {
    reported = { results, operation };
    return JSON.stringify(reported);
  };
  const result = await owner.tasks.changeAll(owner.id, { ...SOMEONE, steps, key, report });
  return { ...result, reported };
}

function existing(found: unknown): Task {
  if (!(found instanceof Task)) throw new Missing();
  return found;
}
