import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import type { FormatName } from './formats.ts';

/** A task of another service's export that can be added to Taskport: its content is valid. */
export interface ImportedTask {
  /** The place of the task in the file: `line 12`, or a path such as `$.items[3]`. */
  readonly place: string;
  readonly content: TaskContent;
  /** The time at which the task was completed; null if the task is open, or if the file does not have the time. */
  readonly completedAt: Instant | null;
  /** Values that have no field in Taskport, each as `key: value`. */
  readonly notes: readonly string[];
}

/** A part of the file, such as a line or a JSON object, that is not imported. */
export interface SkippedRecord {
  readonly place: string;
  readonly reason: string;
}

/** The result of reading another service's export. Nothing is stored yet: the caller adds the tasks. */
export interface ImportedFile {
  readonly format: FormatName;
  /** The tasks, in the order of the file. */
  readonly tasks: readonly ImportedTask[];
  /** The first 1,000 broken records; a sentence in `once` gives the number of the others. */
  readonly skipped: readonly SkippedRecord[];
  /** Sentences for the report on the whole file, such as on data that is not imported. */
  readonly once: readonly string[];
}
