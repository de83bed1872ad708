import type { Instant } from '../../../domain/instant.ts';
import type { Priority } from '../../../domain/tasks/priority.ts';
import type { TaskDate } from '../../../domain/tasks/task-date.ts';
import { MAX_READ_TAGS } from '../limits.ts';
import { Notes } from './notes.ts';

export interface Comment {
  /** When it was written, as `2026-03-02T08:15Z`; null if the file does not tell. */
  readonly at: string | null;
  readonly text: string;
}

/** A task while its source is read. Its texts are as in the file; `seal` makes them fit the domain. */
export class Draft {
  readonly place: string;
  readonly notes = new Notes();
  readonly tags: string[] = [];
  readonly comments: Comment[] = [];
  /** Lines such as `- [x] Fill the trays`. */
  readonly checklist: string[] = [];
  title = '';
  text = '';
  completed = false;
  completedAt: Instant | null = null;
  priority: Priority = 'none';
  list: string | null = null;
  start: TaskDate | null = null;
  due: TaskDate | null = null;
  /** The task that this one is a subtask of. A chain of parents may be a cycle. */
  parent: Draft | null = null;

  constructor(place: string) {
    this.place = place;
  }

  /** Adds a tag. From a thousand tags on, they are noted and not kept. */
  addTag(name: string): void {
    if (this.tags.length < MAX_READ_TAGS) this.tags.push(name);
    else this.notes.add('tags', `${name} is one too many`);
  }

  addTags(names: Iterable<string>): void {
    for (const name of names) this.addTag(name);
  }
}
