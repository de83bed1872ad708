import type { Instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';

export type Language = 'en' | 'de';

/** The fields that a quick-add line can give besides the title. */
export type ChipField = 'list' | 'tags' | 'priority' | 'description' | 'start' | 'due';

/** Words of a quick-add line that are understood as a value of a field, and are no part of the title. */
export interface Chip {
  /** Where the words begin and end in the line, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** The words as typed. */
  readonly text: string;
  readonly field: ChipField;
  /**
   * The value of the field; for `tags`, one tag. If a day and a time are apart in the line, both have the whole date.
   */
  readonly value: string;
  /** Identifies the chip while the user types: the number of its occurrence in the line, and the folded words. */
  readonly key: string;
}

export interface QuickAddOptions {
  /** The language of date words. English date words are understood as well. */
  readonly language: Language;
  readonly now: Instant;
  /** The time zone that decides which day `now` is, such as `Europe/Berlin`. */
  readonly zone: string;
  /** The keys of chips that the user has dismissed: their words become part of the title. */
  readonly dismissed: readonly string[];
  /** False leaves the line as typed, without chips. */
  readonly enabled: boolean;
}

export interface QuickAdd {
  /** The line without its chips; empty only if the line is blank. The domain's `title()` may refuse it as too long. */
  readonly title: string;
  /** The values of the chips by field, checked by the constructors of the domain. */
  readonly fields: Partial<Pick<TaskContent, ChipField>>;
  /** The chips in the order of the line. They do not overlap. */
  readonly chips: readonly Chip[];
}
