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
  /** The value of the field; of `tags`, the one tag. A day and a time that stand apart both have the whole date. */
  readonly value: string;
  /** The same for as long as the same words stand in the line: how-manieth occurrence, and the folded words. */
  readonly key: string;
}

export interface QuickAddOptions {
  /** The language of date words. English ones are understood in each language. */
  readonly language: Language;
  readonly now: Instant;
  /** The time zone that decides which day `now` is, such as `Europe/Berlin`. */
  readonly zone: string;
  /** The keys of chips that the user has dismissed: their words are text. */
  readonly dismissed: readonly string[];
  /** False leaves the line as typed, without chips. */
  readonly enabled: boolean;
}

export interface QuickAdd {
  /** The rest of the line; empty only if the line is blank. The domain's `title()` may still refuse it, as too long. */
  readonly title: string;
  /** The fields of the chips, as the domain's constructors accept them. */
  readonly fields: Partial<Pick<TaskContent, ChipField>>;
  /** The chips in the order of the line. They do not overlap. */
  readonly chips: readonly Chip[];
}
