import type { Command } from '../../../application/operations/change-tasks.ts';
import { OperationRefused } from '../../../domain/changes/operation-refused.ts';
import { InvalidValue } from '../../../domain/errors.ts';
import { PreconditionFailed } from '../../../domain/tasks/precondition.ts';
import { fieldError, toFieldError } from '../input/validation.ts';
import { HttpError } from '../problem/problem.ts';

/**
 * Runs a batch request. If one of its commands fails, the error has the index of this command in the request.
 *
 * @throws HttpError `validation_failed`, `task_not_found` or `precondition_failed`
 */
export async function refusing<T>(commands: readonly Command[], run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof OperationRefused ? refusal(error, commands[error.step]?.op === 'create') : error;
  }
}

function refusal({ step, cause }: OperationRefused, isCreate: boolean): unknown {
  const operation = ['body', 'operations', step];
  if (cause instanceof InvalidValue) return fieldError([...operation, 'task', 'add_tags'], toFieldError(cause));
  const isPrecondition = cause instanceof PreconditionFailed;
  const field = isPrecondition && !isCreate ? 'version' : 'id';
  const code = isPrecondition ? 'precondition_failed' : 'task_not_found';
  return new HttpError(code, { more: { loc: [...operation, field] } });
}
