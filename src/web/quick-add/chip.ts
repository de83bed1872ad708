import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';

export type Language = 'en' | 'de';

/** The fields that a quick-add line can give besides the title. */
export type ChipField = 'list' | 'tags' | 'priority' | 'description' | 'start' | 'due';

/** Words of a quick-add line that are the value of a field of the new task, and are not in its title. */
export interface Chip {
  /** The index in the line of the first UTF-16 unit of the words; `to` is the index after their last unit. */
  readonly from: number;
  readonly to: number;
  /** The words of the chip as the user typed them. */
  readonly text: string;
  readonly field: ChipField;
  /**
   * The value of the field; for `tags`, one tag. If the day and the time of a date make two chips, both have the whole
   * date.
   */
  readonly value: string;
  /** Identifies the chip while the user types, such as `2:tomorrow` for the second `tomorrow` in the line. */
  readonly key: string;
}

export interface QuickAddOptions {
  /** The language of the date words. English date words are always understood. */
  readonly language: Language;
  readonly now: Instant;
  /** The time zone that decides which day `now` is, such as `Europe/Berlin`. */
  readonly zone: string;
  /** The keys of the chips that the user has turned back into text, which is then part of the title. */
  readonly dismissed: readonly string[];
  /** False to use the whole line as the title, without chips. */
  readonly enabled: boolean;
}

export interface QuickAdd {
  /** The line without the words of its chips; empty only if the line is blank. It may be too long for a title. */
  readonly title: string;
  /** The values of all chips by field, each a valid value of the domain. */
  readonly fields: Partial<Pick<TaskContent, ChipField>>;
  /** The chips in the order of their words in the line. Chips do not overlap. */
  readonly chips: readonly Chip[];
}
