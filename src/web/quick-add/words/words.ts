import { fold } from '../../../domain/fold.ts';
import type { Priority } from '../../../domain/tasks/priority.ts';

/**
 * The words of one language, as people write them. Each list is separated by blanks. Words are compared folded, so
 * case and accents do not matter.
 */
export interface WordList {
  /** The words for today, for tomorrow, and for the day after. */
  readonly today: string;
  readonly tomorrow: string;
  readonly dayAfterTomorrow: string;
  /** The weekdays from Monday on; alternatives are separated by `|`. */
  readonly days: string;
  readonly shortDays: string;
  /** The months from January on; alternatives are separated by `|`. */
  readonly months: string;
  readonly next: string;
  readonly this: string;
  /** The first word of phrases such as `in 3 days`. */
  readonly within: string;
  readonly units: Readonly<Record<Unit, string>>;
  /** The numbers from one on; alternatives are separated by `|`. */
  readonly numbers: string;
  /** Words between day and time, or before a time: `at`. */
  readonly at: string;
  /** Words after an hour: `Uhr`. */
  readonly oClock: string;
  readonly am: string;
  readonly pm: string;
  readonly leads: Readonly<Record<Lead, string>>;
  /** Words that may be between a word such as `due` and a date: the `on` of `due on Monday`. */
  readonly fillers: string;
  /** Words after a day that make `from` a start: `from Monday on`. */
  readonly onwards: string;
  /** Words that begin a repetition: `every`. */
  readonly every: string;
  /** Words that mean a repetition by themselves (`daily`), and words that do so after `every` (`day`, `weekday`). */
  readonly repeats: string;
  readonly repeatUnits: string;
  /** Words that make the date after them a part of the title: `until Friday`, `the Friday`. */
  readonly binding: string;
  /** Words that make the date before them a part of the title: `Tomorrow is …`. */
  readonly bound: string;
  readonly priorities: Readonly<Record<Exclude<Priority, 'none'>, string>>;
}

export type Unit = 'days' | 'weeks' | 'months' | 'years';

/**
 * The kinds of words before a date:
 *
 * - `on`: before a day, but not before `today` or `tomorrow`
 * - `by`: before any day or time
 * - `starting`: before any day, which becomes the start
 * - `from`: as `starting`, but only before `tomorrow`, `next Monday` and the like, or if a word such as `on` follows
 */
export type Lead = 'on' | 'by' | 'starting' | 'from';

/** A {@link WordList} as maps and sets, in which the parser looks words up. */
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

/** Returns the words of a list, each with its number, from 1 on. */
function counted(list: string): ReadonlyMap<string, number> {
  return new Map(split(list).flatMap((each, index) => each.split('|').map((word) => [word, index + 1] as const)));
}

function byWord<T extends string>(lists: Readonly<Record<T, string>>): ReadonlyMap<string, T> {
  return new Map((Object.keys(lists) as T[]).flatMap((value) => pairs(lists[value], value)));
}
