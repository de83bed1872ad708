import type { Description } from './description.ts';
import type { TaskId, UserId } from './identity.ts';
import { type Instant, strictlyAfter } from './instant.ts';
import type { Title } from './title.ts';

export interface TaskFields {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly title: Title;
  readonly description: Description | null;
  readonly completed: boolean;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** What an owner may change; a field that is absent stays as it is. */
export type TaskEdit = Partial<Pick<TaskFields, 'title' | 'description' | 'completed'>>;

/** Something to do. Immutable: every verb returns the task as it is afterwards. */
export class Task implements TaskFields {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly title: Title;
  readonly description: Description | null;
  readonly completed: boolean;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;

  constructor(fields: TaskFields) {
    this.id = fields.id;
    this.userId = fields.userId;
    this.title = fields.title;
    this.description = fields.description;
    this.completed = fields.completed;
    this.createdAt = fields.createdAt;
    this.updatedAt = fields.updatedAt;
  }

  edit(edit: TaskEdit, now: Instant): Task {
    return new Task({ ...this, ...edit, updatedAt: strictlyAfter(this.updatedAt, now) });
  }

  toggle(now: Instant): Task {
    return this.edit({ completed: !this.completed }, now);
  }
}
