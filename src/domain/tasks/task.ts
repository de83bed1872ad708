import type { TaskId, UserId } from '../identity.ts';
import { type Instant, strictlyAfter } from '../instant.ts';
import type { TaskContent } from './content.ts';
import { FIRST_VERSION, next, type Version } from './version.ts';

export interface TaskFields extends TaskContent {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Defaults to {@link FIRST_VERSION}. */
  readonly version?: Version;
}

/** The content fields to change; an absent field stays as it is. */
export type TaskEdit = Partial<TaskContent>;

/** A task. Immutable: each method returns the next state, one version higher. */
export class Task implements TaskFields {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly title: TaskContent['title'];
  readonly description: TaskContent['description'];
  readonly completed: TaskContent['completed'];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly version: Version;

  // Assigned one by one: all tasks then have one hidden class in V8, and a field left out does not compile.
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

  edit(edit: TaskEdit, now: Instant): Task {
    return new Task({ ...this, ...edit, updatedAt: strictlyAfter(this.updatedAt, now), version: next(this.version) });
  }

  toggle(now: Instant): Task {
    return this.edit({ completed: !this.completed }, now);
  }

  /** Idempotent, unlike {@link toggle}: returns this very task if it is so already. */
  setCompleted(completed: boolean, now: Instant): Task {
    return this.completed === completed ? this : this.edit({ completed }, now);
  }

  delete(now: Instant): DeletedTask {
    const { id, userId } = this;
    return new DeletedTask({ id, userId, version: next(this.version), deletedAt: strictlyAfter(this.updatedAt, now) });
  }
}

interface DeletedTaskFields {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly version: Version;
  readonly deletedAt: Instant;
}

/** The tombstone of a task. Its deletion is a version of the task, too. */
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

  /** Returns `task` as the version after this deletion. */
  restore(task: Task, now: Instant): Task {
    return new Task({ ...task, updatedAt: strictlyAfter(this.deletedAt, now), version: next(this.version) });
  }
}
