import type { TaskId, UserId } from '../identity.ts';
import { type Instant, strictlyAfter } from '../instant.ts';
import type { TaskContent } from './content.ts';
import { editTags, type Tag } from './tags.ts';
import { FIRST_VERSION, next, type Version } from './version.ts';

export interface TaskFields extends TaskContent {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** The time at which `completed` last became true; null while the task is open. */
  readonly completedAt: Instant | null;
  /** Defaults to {@link FIRST_VERSION}. */
  readonly version?: Version;
}

/** The content fields to change; an absent field stays as it is. */
export interface TaskEdit extends Partial<TaskContent> {
  /** Tags to add to the task. Two clients that each add a tag do not overwrite each other's tag. */
  readonly addTags?: readonly Tag[];
  /** Tags to remove from the task, before `addTags` are added. */
  readonly removeTags?: readonly Tag[];
}

/** A change of a task as data: an edit, a toggle of `completed`, or the deletion. */
export type TaskCommand = TaskEdit | 'toggle' | 'delete';

/** A task. Immutable: each method returns the next state, one version higher. */
export class Task implements TaskFields {
  readonly id: TaskId;
  readonly userId: UserId;
  readonly title: TaskContent['title'];
  readonly description: TaskContent['description'];
  readonly completed: TaskContent['completed'];
  readonly priority: TaskContent['priority'];
  readonly tags: TaskContent['tags'];
  readonly list: TaskContent['list'];
  readonly start: TaskContent['start'];
  readonly due: TaskContent['due'];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly completedAt: Instant | null;
  readonly version: Version;

  // Assigns each field by name: all tasks then have one hidden class in V8, and a forgotten field does not compile.
  constructor(fields: TaskFields) {
    this.id = fields.id;
    this.userId = fields.userId;
    this.title = fields.title;
    this.description = fields.description;
    this.completed = fields.completed;
    this.priority = fields.priority;
    this.tags = fields.tags;
    this.list = fields.list;
    this.start = fields.start;
    this.due = fields.due;
    this.createdAt = fields.createdAt;
    this.updatedAt = fields.updatedAt;
    this.completedAt = fields.completedAt;
    this.version = fields.version ?? FIRST_VERSION;
  }

  /** Returns the first version of a task. */
  static create(id: TaskId, userId: UserId, content: TaskContent, now: Instant): Task {
    const completedAt = content.completed ? now : null;
    return new Task({ ...content, id, userId, createdAt: now, updatedAt: now, completedAt });
  }

  /** @throws InvalidValue `too_many` if the task would have too many tags */
  edit({ addTags, removeTags, ...edit }: TaskEdit, now: Instant): Task {
    const updatedAt = strictlyAfter(this.updatedAt, now);
    const { completed = this.completed, tags = this.tags } = edit;
    return new Task({
      ...this,
      ...edit,
      tags: addTags || removeTags ? editTags(tags, addTags, removeTags) : tags,
      updatedAt,
      completedAt: completed && this.completed ? this.completedAt : completed ? updatedAt : null,
      version: next(this.version),
    });
  }

  /** Returns the next version of this task, with the content and `completedAt` of an earlier version. */
  revertTo(earlier: Task, now: Instant): Task {
    const { id, userId, createdAt, version } = this;
    return new Task({
      ...earlier,
      id,
      userId,
      createdAt,
      updatedAt: strictlyAfter(this.updatedAt, now),
      version: next(version),
    });
  }

  toggle(now: Instant): Task {
    return this.edit({ completed: !this.completed }, now);
  }

  /** Idempotent, unlike {@link toggle}: returns this same task if `completed` has that value already. */
  setCompleted(completed: boolean, now: Instant): Task {
    return this.completed === completed ? this : this.edit({ completed }, now);
  }

  /**
   * Returns the state after a command.
   *
   * @throws InvalidValue `too_many` if the task would have too many tags
   */
  apply(command: TaskCommand, now: Instant): Task | DeletedTask {
    if (command === 'delete') return this.delete(now);
    return command === 'toggle' ? this.toggle(now) : this.edit(command, now);
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

/** The tombstone of a deleted task. The deletion has a version number, as every change of a task does. */
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
