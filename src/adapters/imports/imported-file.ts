import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import type { FormatName } from './formats.ts';

/** A task of an export, ready to be added: the domain's constructors have checked its content. */
export interface ImportedTask {
  /** Where it stands in the file: `line 12`, or a path such as `$.items[3]`. */
  readonly place: string;
  readonly content: TaskContent;
  /** When it was completed; null if it is open, or if the file does not tell. */
  readonly completedAt: Instant | null;
  /** Values that have no field in Taskport, each as `key: value`. */
  readonly notes: readonly string[];
}

/** A record of an export that is not imported. */
export interface SkippedRecord {
  readonly place: string;
  readonly reason: string;
}

/** All that was read from an export. Reading changes nothing: whoever calls adds the tasks. */
export interface ImportedFile {
  readonly format: FormatName;
  /** In the order of the file. */
  readonly tasks: readonly ImportedTask[];
  /** Broken records, at most 1,000 of them; `once` counts the rest. */
  readonly skipped: readonly SkippedRecord[];
  /** Sentences on what is gone for the whole file. */
  readonly once: readonly string[];
}
