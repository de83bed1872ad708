import * as v from 'valibot';
import type { Command } from '../../../application/operations/change-tasks.ts';
import type { Version } from '../../../domain/tasks/version.ts';
import { FieldError, listOf, noList, parseWith } from '../input/validation.ts';
import { TaskIdField } from '../tasks/fields.ts';
import { editOf, NewTask, TaskEdit } from '../tasks/task-content.ts';

export const MAX_OPERATIONS = 100;
const MAX_VERSION = 2 ** 31 - 1;

const VersionField = parseWith(v.unknown(), version, {
  type: 'integer',
  minimum: 1,
  maximum: MAX_VERSION,
  description: 'Refuse the whole batch if the task has another version than this, which its `ETag` tells.',
  examples: [3],
});

const Target = { id: TaskIdField, version: v.exactOptional(VersionField) };

/** The schema of one command of a batch request: an item of `operations`. */
const BatchOperation = noList(
  v.variant('op', [
    v.object({ op: v.literal('create'), id: v.exactOptional(TaskIdField), task: NewTask }),
    v.object({ op: v.literal('edit'), ...Target, task: TaskEdit }),
    v.object({ op: v.picklist(['complete', 'reopen', 'toggle', 'delete']), ...Target }),
  ]),
);

/** The body of a batch request. */
export const BatchBody = v.object({
  operations: v.pipe(
    listOf(BatchOperation, 1, MAX_OPERATIONS),
    v.metadata({
      minItems: 1,
      maxItems: MAX_OPERATIONS,
      description: 'The operations, in the order in which they run.',
    }),
  ),
});

export function commandsOf({ operations }: v.InferOutput<typeof BatchBody>): Command[] {
  return operations.map((operation): Command => {
    switch (operation.op) {
      case 'create':
        return { op: 'create', id: operation.id, content: operation.task };
      case 'edit': {
        const { op, id, version, task } = operation;
        return { op, id, version, edit: editOf(task) };
      }
      default:
        return operation;
    }
  });
}

function version(value: unknown): Version {
  if (!Number.isInteger(value)) throw new FieldError('int_type', 'Input should be a valid integer');
  const number = value as number;
  if (number < 1) throw new FieldError('greater_than_equal', 'Input should be greater than or equal to 1');
  if (number > MAX_VERSION)
    throw new FieldError('less_than_equal', `Input should be less than or equal to ${MAX_VERSION}`);
  return number as Version;
}
