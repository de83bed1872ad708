import { defineEntity, p } from '@mikro-orm/core';
import type { Description } from '../../domain/description.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import { Task } from '../../domain/task.ts';
import type { Title } from '../../domain/title.ts';

/**
 * The table of tasks, as the migrations must leave it. Every key and index begins with `user_id`, so that the table can
 * be spread over machines by user; ids and times come from the service, so that no sequence ties the machines together.
 * Times have millisecond precision, all that a reply shows: what a cursor names is exactly what is stored.
 */
export const TaskTable = defineEntity({
  name: 'TaskRow',
  tableName: 'tasks',
  properties: {
    userId: p.uuid().primary(),
    id: p.uuid().primary(),
    title: p.text(),
    description: p.text().nullable(),
    completed: p.boolean(),
    createdAt: p.datetime(3).columnType('timestamptz(3)'),
    updatedAt: p.datetime(3).columnType('timestamptz(3)'),
  },
  indexes: [
    { name: 'tasks_list_idx', properties: ['userId', 'createdAt', 'id'] },
    // One for each answer, rather than one that begins with the answer: this one the planner never passes over.
    { name: 'tasks_list_completed_idx', properties: ['userId', 'createdAt', 'id'], where: 'completed' },
    { name: 'tasks_list_open_idx', properties: ['userId', 'createdAt', 'id'], where: 'not completed' },
  ],
});

/** The columns of a task, in the order of {@link toParameters}. */
export const COLUMNS = 'user_id, id, title, description, completed, updated_at, created_at';

/** A row as the drivers give it: times as text. */
export interface TaskRow {
  readonly user_id: string;
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly completed: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

export function toParameters(task: Task): unknown[] {
  const { userId, id, title, description, completed, createdAt, updatedAt } = task;
  return [userId, id, title, description, completed, toTimestamp(updatedAt), toTimestamp(createdAt)];
}

export function toTimestamp(at: Instant): string {
  return new Date(at).toISOString();
}

/** What was checked on its way in is not checked again on its way out. */
export function toTask(row: TaskRow): Task {
  return new Task({
    id: row.id as TaskId,
    userId: row.user_id as UserId,
    title: row.title as Title,
    description: row.description as Description | null,
    completed: row.completed,
    createdAt: instant(Date.parse(row.created_at)),
    updatedAt: instant(Date.parse(row.updated_at)),
  });
}
