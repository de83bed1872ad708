import type { Instant } from '../../../domain/instant.ts';
import type { Priority } from '../../../domain/tasks/priority.ts';
import type { TaskDate } from '../../../domain/tasks/task-date.ts';
import { MAX_READ_TAGS } from '../limits.ts';
import { Notes } from './notes.ts';

export interface Comment {
  /** The time at which the comment was written, such as `2026-03-02T08:15Z`; null if the file does not have it. */
  readonly at: string | null;
  readonly text: string;
}

/** A task while it is read from an imported file. Its texts are as in the file; `seal` then cuts long ones. */
export class Draft {
  readonly place: string;
  readonly notes = new Notes();
  readonly tags: string[] = [];
  readonly comments: Comment[] = [];
  /** The lines of the checklist, such as `- [x] Fill the trays`. */
  readonly checklist: string[] = [];
  title = '';
  text = '';
  completed = false;
  completedAt: Instant | null = null;
  priority: Priority = 'none';
  list: string | null = null;
  start: TaskDate | null = null;
  due: TaskDate | null = null;
  /** The task of which this task is a subtask. In a faulty file, the parents may form a cycle. */
  parent: Draft | null = null;

  constructor(place: string) {
    this.place = place;
  }

  /** Adds a tag. If there are MAX_READ_TAGS already, adds only an import note with the tag. */
  addTag(name: string): void {
    if (this.tags.length < MAX_READ_TAGS) this.tags.push(name);
    else this.notes.add('tags', `${name} is one too many`);
  }

  addTags(names: Iterable<string>): void {
    for (const name of names) this.addTag(name);
  }
}
