import { type Reading, wordAt } from './reading.ts';

/** A time of day that was found in a quick-add line. */
export interface FoundTime {
  /** The time of day in 24 hours, such as `14:30`. */
  readonly time: string;
  /** The index in the line of the first word after the time. */
  readonly next: number;
}

const CLOCK = /^(\d{1,2}):(\d\d)(am|pm)?$/;
const HOUR = /^(\d{1,2})(am|pm)?$/;
const DOTTED = /^(\d{1,2})\.(\d\d)$/;
const H = /^(\d{1,2})h(\d\d)?$/;
const MINUTES = /^\d\d$/;

/**
 * Reads a time in one of the forms `14:00`, `2pm`, `2:30 pm`, `at 14:00`, `14 Uhr`, `um 14.30 Uhr`, `at 14h`.
 *
 * `2h` is usually a duration. It is read as a time only after `at`, or after a day if the hour is above 12. `at 5` is
 * not read as a time, because it may be morning or afternoon.
 */
export function timeAt(reading: Reading, index: number, isAfterDay: boolean): FoundTime | undefined {
  const hasAt = reading.words.at.has(wordAt(reading, index));
  const start = index + (hasAt ? 1 : 0);
  const word = wordAt(reading, start);
  const clock = CLOCK.exec(word);
  if (clock !== null) return withHalf(reading, start + 1, clock[1], clock[2], clock[3]);
  const hour = HOUR.exec(word);
  if (hour !== null) return hourAt(reading, start + 1, hour);
  const dotted = DOTTED.exec(word);
  if (dotted !== null && isOClock(reading, start + 1)) return time(dotted[1], dotted[2], start + 2);
  const h = H.exec(word);
  if (h === null || !(hasAt || (isAfterDay && Number(h[1]) > 12))) return undefined;
  return time(h[1], h[2], start + 1);
}

/** Reads the words that follow the number of an hour: `pm`, `Uhr`, or `Uhr 30`. */
function hourAt(reading: Reading, index: number, [, hour, half]: RegExpExecArray): FoundTime | undefined {
  if (isOClock(reading, index) && half === undefined) {
    const minutes = wordAt(reading, index + 1);
    return MINUTES.test(minutes) ? time(hour, minutes, index + 2) : time(hour, '00', index + 1);
  }
  const { am, pm } = reading.words;
  const word = wordAt(reading, index);
  return half !== undefined || am.has(word) || pm.has(word) ? withHalf(reading, index, hour, '00', half) : undefined;
}

/** Reads an optional `am`, `pm` or `Uhr` after the hour and the minutes of a time. */
function withHalf(reading: Reading, index: number, hour = '', minutes = '', half: string | undefined) {
  const { am, pm } = reading.words;
  const word = wordAt(reading, index);
  if (half === undefined && isOClock(reading, index)) return time(hour, minutes, index + 1);
  const isPm = half === undefined ? pm.has(word) : half === 'pm';
  const isAm = half === undefined ? am.has(word) : half === 'am';
  if (!isPm && !isAm) return time(hour, minutes, index);
  if (Number(hour) < 1 || Number(hour) > 12) return undefined;
  return time(`${(Number(hour) % 12) + (isPm ? 12 : 0)}`, minutes, index + (half === undefined ? 1 : 0));
}

function isOClock(reading: Reading, index: number): boolean {
  return reading.words.oClock.has(wordAt(reading, index));
}

function time(hour = '', minutes = '00', next: number): FoundTime | undefined {
  if (Number(hour) > 23 || Number(minutes) > 59) return undefined;
  return { time: `${hour.padStart(2, '0')}:${minutes}`, next };
}
