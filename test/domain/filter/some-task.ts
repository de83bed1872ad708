import { taskId, userId } from '../../../src/domain/identity.ts';
import { instant } from '../../../src/domain/instant.ts';
import { description } from '../../../src/domain/tasks/description.ts';
import { listName } from '../../../src/domain/tasks/list-name.ts';
import type { Priority } from '../../../src/domain/tasks/priority.ts';
import { tag, tags } from '../../../src/domain/tasks/tags.ts';
import { Task } from '../../../src/domain/tasks/task.ts';
import { taskDate } from '../../../src/domain/tasks/task-date.ts';
import { title } from '../../../src/domain/tasks/title.ts';

/** The fields of a task as plain values. */
export interface PlainTask {
  readonly id?: string;
  readonly title?: string;
  readonly description?: string | null;
  readonly completed?: boolean;
  readonly priority?: Priority;
  readonly tags?: readonly string[];
  readonly list?: string | null;
  readonly start?: string | null;
  readonly due?: string | null;
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly completedAt?: number | null;
}

const USER = userId('00000000-0000-4000-8000-000000000000');
const CREATED = 1_750_000_000_000;

/** Returns a task with the given fields, and the defaults of a new task in the other fields. */
export function someTask(fields: PlainTask): Task {
  const {
    createdAt = CREATED,
    updatedAt = createdAt,
    completedAt = null,
    list = null,
    start = null,
    due = null,
  } = fields;
  return new Task({
    id: taskId(fields.id ?? '00000000-0000-4000-8000-000000000001'),
    userId: USER,
    title: title(fields.title ?? 'Buy milk'),
    description: fields.description == null ? null : description(fields.description),
    completed: fields.completed ?? false,
    priority: fields.priority ?? 'none',
    tags: tags((fields.tags ?? []).map(tag)),
    list: list === null ? null : listName(list),
    start: start === null ? null : taskDate(start),
    due: due === null ? null : taskDate(due),
    createdAt: instant(createdAt),
    updatedAt: instant(updatedAt),
    completedAt: completedAt === null ? null : instant(completedAt),
  });
}
