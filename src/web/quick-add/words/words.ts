import { fold } from '../../../domain/fold.ts';
import type { Priority } from '../../../domain/tasks/priority.ts';

/**
 * The words of one language that are understood in a quick-add line. Each text is a list of words, separated by blanks.
 * Words are compared without case and accents.
 */
export interface WordList {
  /** The words for today, such as `heute` in German. */
  readonly today: string;
  readonly tomorrow: string;
  readonly dayAfterTomorrow: string;
  /** The names of the weekdays from Monday on. Alternative names of one day are separated by `|`. */
  readonly days: string;
  readonly shortDays: string;
  /** The names of the months from January on. Alternative names of one month are separated by `|`. */
  readonly months: string;
  readonly next: string;
  readonly this: string;
  /** Words before a number of days, weeks or months from today: the `in` of `in 3 days`. */
  readonly within: string;
  readonly units: Readonly<Record<Unit, string>>;
  /** The words for the numbers from one on. Alternative words for one number are separated by `|`. */
  readonly numbers: string;
  /** Words before a time: the `at` of `Monday at 14:00`. */
  readonly at: string;
  /** Words after an hour: the `Uhr` of `14 Uhr`. */
  readonly oClock: string;
  readonly am: string;
  readonly pm: string;
  readonly leads: Readonly<Record<Lead, string>>;
  /** Words that may be between a word such as `due` and a date: the `on` of `due on Monday`. */
  readonly fillers: string;
  /** Words after a day that is the start date: the `on` of `from Monday on`. */
  readonly onwards: string;
  /** Words that begin a repetition: the `every` of `every day`. */
  readonly every: string;
  /** Words that mean a repetition by themselves, such as `daily`. */
  readonly repeats: string;
  /** Words that mean a repetition after a word such as `every`: `day`, `weekday`. */
  readonly repeatUnits: string;
  /** Words after which a date stays part of the title: the `until` of `until Friday`, the `the` of `the Friday`. */
  readonly binding: string;
  /** Words before which a date stays part of the title: the `is` of `Tomorrow is another day`. */
  readonly bound: string;
  readonly priorities: Readonly<Record<Exclude<Priority, 'none'>, string>>;
}

export type Unit = 'days' | 'weeks' | 'months' | 'years';

/**
 * The kinds of words that introduce a date:
 *
 * - `on`: before a day, but not before `today` or `tomorrow`
 * - `by`: before any day or time
 * - `starting`: before any day, which becomes the start date
 * - `from`: like `starting`, but only before relative days such as `tomorrow`, or if a word such as `on` follows the
 *   day
 */
export type Lead = 'on' | 'by' | 'starting' | 'from';

/** The words of a {@link WordList} in maps and sets, in which the parser looks them up. */
export interface Words {
  readonly today: ReadonlyMap<string, number>;
  readonly days: ReadonlyMap<string, number>;
  readonly shortDays: ReadonlyMap<string, number>;
  readonly months: ReadonlyMap<string, number>;
  readonly units: ReadonlyMap<string, Unit>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly leads: ReadonlyMap<string, Lead>;
  readonly priorities: ReadonlyMap<string, Priority>;
  readonly next: ReadonlySet<string>;
  readonly this: ReadonlySet<string>;
  readonly within: ReadonlySet<string>;
  readonly at: ReadonlySet<string>;
  readonly oClock: ReadonlySet<string>;
  readonly am: ReadonlySet<string>;
  readonly pm: ReadonlySet<string>;
  readonly fillers: ReadonlySet<string>;
  readonly onwards: ReadonlySet<string>;
  readonly every: ReadonlySet<string>;
  readonly repeats: ReadonlySet<string>;
  readonly repeatUnits: ReadonlySet<string>;
  readonly binding: ReadonlySet<string>;
  readonly bound: ReadonlySet<string>;
}

export function words(list: WordList): Words {
  return {
    today: new Map([list.today, list.tomorrow, list.dayAfterTomorrow].flatMap((each, days) => pairs(each, days))),
    days: counted(list.days),
    shortDays: counted(list.shortDays),
    months: counted(list.months),
    units: byWord(list.units),
    numbers: counted(list.numbers),
    leads: byWord(list.leads),
    priorities: byWord(list.priorities),
    next: set(list.next),
    this: set(list.this),
    within: set(list.within),
    at: set(list.at),
    oClock: set(list.oClock),
    am: set(list.am),
    pm: set(list.pm),
    fillers: set(list.fillers),
    onwards: set(list.onwards),
    every: set(list.every),
    repeats: set(list.repeats),
    repeatUnits: set(list.repeatUnits),
    binding: set(list.binding),
    bound: set(list.bound),
  };
}

function split(list: string): string[] {
  return fold(list)
    .split(/\s/)
    .filter((word) => word !== '');
}

function set(list: string): ReadonlySet<string> {
  return new Set(split(list));
}

function pairs<T>(list: string, value: T): [string, T][] {
  return split(list).map((word) => [word, value]);
}

/**
 * Returns the words of a list, each with its position in the list, counted from 1. Alternatives have the same position.
 */
function counted(list: string): ReadonlyMap<string, number> {
  return new Map(split(list).flatMap((each, index) => each.split('|').map((word) => [word, index + 1] as const)));
}

function byWord<T extends string>(lists: Readonly<Record<T, string>>): ReadonlyMap<string, T> {
  return new Map((Object.keys(lists) as T[]).flatMap((value) => pairs(lists[value], value)));
}
