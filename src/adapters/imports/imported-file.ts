import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import type { FormatName } from './formats.ts';

/** A task of an export, ready to be added: the domain's constructors have checked its content. */
export interface ImportedTask {
  /** The place of the task in the file: `line 12`, or a path such as `$.items[3]`. */
  readonly place: string;
  readonly content: TaskContent;
  /** The time at which the task was completed; null if it is open, or if the file does not have the time. */
  readonly completedAt: Instant | null;
  /** Values that have no field in Taskport, each as `key: value`. */
  readonly notes: readonly string[];
}

/** A record of an export that is not imported. */
export interface SkippedRecord {
  readonly place: string;
  readonly reason: string;
}

/** The result of reading an export. Reading stores nothing: the caller adds the tasks. */
export interface ImportedFile {
  readonly format: FormatName;
  /** The tasks, in the order of the file. */
  readonly tasks: readonly ImportedTask[];
  /** The first 1,000 broken records; a sentence in `once` gives the number of the others. */
  readonly skipped: readonly SkippedRecord[];
  /** Sentences on data of the whole file that is not imported. */
  readonly once: readonly string[];
}
