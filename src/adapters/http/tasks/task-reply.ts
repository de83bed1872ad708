import * as v from 'valibot';
import type { Task } from '../../../domain/tasks/task.ts';
import { timestamp } from '../../system/timestamp.ts';
import { CONTENT_SCHEMAS } from './content-fields.ts';

export const Uuid = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  v.metadata({ format: 'uuid', examples: ['01a206d1-ff9a-748f-a961-0e25da91ff65'] }),
);

export const Timestamp = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  v.metadata({ format: 'date-time', examples: ['2026-01-31T09:05:07.123Z'] }),
);

const { title, description, completed, ...laterFields } = CONTENT_SCHEMAS;

/** The JSON of a task. All fields are always present, in this order. */
export const TaskReply = v.object({
  id: Uuid,
  user_id: Uuid,
  title,
  description,
  completed,
  created_at: Timestamp,
  updated_at: Timestamp,
  completed_at: v.pipe(
    v.nullable(Timestamp),
    v.metadata({ description: 'When `completed` last became true; null while the task is open.' }),
  ),
  ...laterFields,
});

// Lists the fields: a loop over them would be slower than the rest of serializing. A missing field does not compile.
export function taskReply(task: Task): v.InferOutput<typeof TaskReply> {
  return {
    id: task.id,
    user_id: task.userId,
    title: task.title,
    description: task.description,
    completed: task.completed,
    created_at: timestamp(task.createdAt),
    updated_at: timestamp(task.updatedAt),
    completed_at: task.completedAt === null ? null : timestamp(task.completedAt),
    priority: task.priority,
    tags: task.tags,
    list: task.list,
    start: task.start,
    due: task.due,
  };
}

export function taskJson(task: Task): string {
  return JSON.stringify(taskReply(task));
}

/** A cache of serialized tasks, which are immutable. */
const cachedTasks = new WeakMap<Task, string>();
/**
 * A cache of serialized lists as bytes. The key is the array of a list's tasks, which nobody changes. A list is added
 * with the value undefined, and gets its bytes when it is serialized the next time.
 */
const cachedLists = new WeakMap<readonly Task[], Buffer | undefined>();

/**
 * Serializes a list. Filling a cache takes longer than serializing, so only lists that are read again are cached. The
 * first read caches only the first task, the second read all tasks, the third read the bytes of the whole list. SQL
 * stores return the same array for an unchanged plain list. Other lists are new arrays, whose tasks may be cached.
 */
export function serializeTasks(tasks: readonly Task[]): string | Buffer {
  const cached = cachedLists.get(tasks);
  if (cached !== undefined) return cached;
  if (tasks.some((task) => cachedTasks.has(task))) {
    const text = `[${tasks.map(cachedJson).join(',')}]`;
    cachedLists.set(tasks, cachedLists.has(tasks) ? bytesOf(text) : undefined);
    return text;
  }
  if (tasks[0] !== undefined) cachedJson(tasks[0]);
  // Faster than a call for each task.
  return JSON.stringify(tasks.map(taskReply));
}

function cachedJson(task: Task): string {
  const cached = cachedTasks.get(task);
  if (cached !== undefined) return cached;
  const text = taskJson(task);
  cachedTasks.set(task, text);
  return text;
}

/** Encodes a text in memory of its own. `Buffer.from` would keep a shared block of 64 KiB alive for each cached list. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}
