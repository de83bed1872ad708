import * as v from 'valibot';
import { timestamp } from '../../../domain/instant.ts';
import { DESCRIPTION_MAX_LENGTH } from '../../../domain/tasks/description.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import { TITLE_MAX_LENGTH } from '../../../domain/tasks/title.ts';

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

/** A task as clients see it: these fields, in this order, always all present. */
export const TaskReply = v.object({
  id: Uuid,
  user_id: Uuid,
  title: v.pipe(v.string(), v.metadata({ minLength: 1, maxLength: TITLE_MAX_LENGTH, examples: ['Buy milk'] })),
  description: v.nullable(
    v.pipe(v.string(), v.metadata({ maxLength: DESCRIPTION_MAX_LENGTH, examples: ['two litres'] })),
  ),
  completed: v.boolean(),
  created_at: Timestamp,
  updated_at: Timestamp,
});

export function taskReply(task: Task): v.InferOutput<typeof TaskReply> {
  return {
    id: task.id,
    user_id: task.userId,
    title: task.title,
    description: task.description,
    completed: task.completed,
    created_at: timestamp(task.createdAt),
    updated_at: timestamp(task.updatedAt),
  };
}

const written = new WeakMap<Task, string>();

/**
 * Tasks as JSON. They never change, and lists that are asked for often show the same ones again and again: those are written
 * once. But to remember a task takes longer than to write it. So of a list that shows none that is remembered, only the
 * first is, by which it will be known when it comes again.
 */
export function serializeTasks(tasks: readonly Task[]): string {
  const matchesIfNoneMatch = tasks.some((task) => written.has(task));
  const texts = tasks.map((task, place) => (matchesIfNoneMatch || place === 0 ? cachedJson(task) : json(task)));
  return `[${texts.join(',')}]`;
}

function cachedJson(task: Task): string {
  const known = written.get(task);
  if (known !== undefined) return known;
  const text = json(task);
  written.set(task, text);
  return text;
}

function json(task: Task): string {
  return JSON.stringify(taskReply(task));
}

/**
 * {@link taskReply} as JSON, for a task by itself. Only what people wrote has to be escaped, so it takes two thirds of the
 * time that `JSON.stringify` does. Not so in a list: V8 puts such a text together no sooner than it must, and a list that
 * has many of them takes twice as long.
 */
export function taskJson(task: Task): string {
  const { id, userId, completed } = task;
  const title = JSON.stringify(task.title);
  const description = task.description === null ? 'null' : JSON.stringify(task.description);
  const [created, updated] = [timestamp(task.createdAt), timestamp(task.updatedAt)];
  return `{"id":"${id}","user_id":"${userId}","title":${title},"description":${description},"completed":${completed},"created_at":"${created}","updated_at":"${updated}"}`;
}
