import type { TaskId, UserId } from '../identity.ts';
import { type Instant, strictlyAfter } from '../instant.ts';
import type { Description } from './description.ts';
import type { Title } from './title.ts';
import { FIRST_VERSION, next, type Version } from './version.ts';

export interface TaskFields {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly title: Title;
  readonly description: Description | null;
  readonly completed: boolean;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** The first, where it is absent. */
  readonly version?: Version;
}

/** What an owner may change; a field that is absent stays as it is. */
export type TaskEdit = Partial<Pick<TaskFields, 'title' | 'description' | 'completed'>>;

/** What can be done to any task, whatever it is: an edit, or to complete or reopen it, or to delete it. */
export type TaskCommand = TaskEdit | 'toggle' | 'delete';

/** Something to do. Immutable: every verb returns what there is afterwards, one version further. */
export class Task implements TaskFields {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly title: Title;
  readonly description: Description | null;
  readonly completed: boolean;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly version: Version;

  constructor(fields: TaskFields) {
    this.id = fields.id;
    this.userId = fields.userId;
    this.title = fields.title;
    this.description = fields.description;
    this.completed = fields.completed;
    this.createdAt = fields.createdAt;
    this.updatedAt = fields.updatedAt;
    this.version = fields.version ?? FIRST_VERSION;
  }

  do(verb: TaskCommand, now: Instant): Task | DeletedTask {
    if (verb === 'delete') return this.delete(now);
    return verb === 'toggle' ? this.toggle(now) : this.edit(verb, now);
  }

  edit(edit: TaskEdit, now: Instant): Task {
    return new Task({ ...this, ...edit, updatedAt: strictlyAfter(this.updatedAt, now), version: next(this.version) });
  }

  toggle(now: Instant): Task {
    return this.edit({ completed: !this.completed }, now);
  }

  /** Unlike {@link toggle} the same when done twice: a task that is so already stays the very same. */
  setCompleted(completed: boolean, now: Instant): Task {
    return this.completed === completed ? this : this.edit({ completed }, now);
  }

  delete(now: Instant): DeletedTask {
    const { id, userId } = this;
    return new DeletedTask({ id, userId, version: next(this.version), deletedAt: strictlyAfter(this.updatedAt, now) });
  }

  /** Whether an owner would see no difference: in all that can be edited. */
  hasSameContent(other: Task): boolean {
    const { title, description, completed } = other;
    return this.title === title && this.description === description && this.completed === completed;
  }
}

interface DeletedTaskFields {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly version: Version;
  readonly deletedAt: Instant;
}

/** What is left of a task that was deleted: that it was, and the version that its deletion was. */
export class DeletedTask implements DeletedTaskFields {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly version: Version;
  readonly deletedAt: Instant;

  constructor(fields: DeletedTaskFields) {
    this.id = fields.id;
    this.userId = fields.userId;
    this.version = fields.version;
    this.deletedAt = fields.deletedAt;
  }

  /** Brings back what the task was, as a version after its deletion. */
  restore(task: Task, now: Instant): Task {
    return new Task({ ...task, updatedAt: strictlyAfter(this.deletedAt, now), version: next(this.version) });
  }
}
