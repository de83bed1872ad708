import type { FormatName } from '../formats.ts';
import type { ImportedFile, SkippedRecord } from '../imported-file.ts';
import { MAX_BROKEN, MAX_SKIPPED, MAX_TASKS } from '../limits.ts';
import { cut } from '../text/clean.ts';
import { UnreadableExport } from '../unreadable-export.ts';
import { Draft } from './draft.ts';
import { seal } from './seal.ts';

/** The most names of unknown fields that the report on an import lists. */
const MAX_UNKNOWN = 30;

/**
 * Collects the tasks of an imported file, the records that were skipped, and the sentences of the report on the import.
 */
export class ImportLog {
  readonly drafts: Draft[] = [];
  readonly #skipped: SkippedRecord[] = [];
  readonly #once = new Set<string>();
  readonly #unknown = new Set<string>();
  #deleted = 0;
  #moreSkipped = 0;

  /** @throws UnreadableExport if the file has more than MAX_TASKS tasks */
  draft(place: string): Draft {
    if (this.drafts.length >= MAX_TASKS) {
      throw new UnreadableExport(`The file holds more than ${MAX_TASKS} tasks`, place, 'Split the export.');
    }
    const draft = new Draft(place);
    this.drafts.push(draft);
    return draft;
  }

  /** @throws UnreadableExport if the file has too many broken records */
  skip(place: string, reason: string): void {
    if (this.#moreSkipped >= MAX_BROKEN) {
      const advice = 'Check that it is an export of the service that you mean.';
      throw new UnreadableExport(`More than ${MAX_BROKEN} records are broken`, place, advice);
    }
    if (this.#skipped.length >= MAX_SKIPPED) this.#moreSkipped++;
    else this.#skipped.push({ place, reason });
  }

  /** Counts a task that is not imported because the file marks it as deleted. */
  skipDeleted(): void {
    this.#deleted++;
  }

  /** Adds a sentence to the report, such as on data that is not imported. The same sentence is added only once. */
  say(sentence: string): void {
    this.#once.add(sentence);
  }

  /** Adds the names of unknown fields to the report. The values of these fields are not imported. */
  lose(names: Iterable<string>): void {
    for (const name of names) {
      if (this.#unknown.size > MAX_UNKNOWN) return;
      this.#unknown.add(cut(name, 60));
    }
  }

  seal(format: FormatName): ImportedFile {
    const tasks = this.drafts.map(seal);
    const once = [...this.#once];
    if (tasks.length === 0) once.unshift('The file holds no tasks.');
    if (this.#deleted > 0) once.push(`Deleted tasks are not imported: ${this.#deleted}.`);
    if (this.#moreSkipped > 0) once.push(`Further records were skipped: ${this.#moreSkipped}.`);
    if (this.#unknown.size > 0) once.push(unknownFields([...this.#unknown]));
    return { format, tasks, skipped: this.#skipped, once };
  }
}

function unknownFields(names: readonly string[]): string {
  const more = names.length > MAX_UNKNOWN ? ', …' : '';
  return `Fields that Taskport does not know are gone: ${names.slice(0, MAX_UNKNOWN).join(', ')}${more}.`;
}
