import { type Instant, instant } from '../../../domain/instant.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;
const UTC = '+00';
const OFFSET = /([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/;

// A cache of the last parsed date: the times of successive rows mostly have the same date.
let lastDate = '';
let lastDay = 0;

/**
 * Parses a time in PostgreSQL's ISO style, cut to milliseconds. Other styles are errors: they may swap day and month.
 *
 * `Date.parse` would take two to three times as long, which matters because each task in a list has two timestamps.
 *
 * @throws RangeError if the text is in another style
 */
export function toInstant(text: string): Instant {
  if (text.endsWith(UTC)) return instant(parse(text, text.length - UTC.length));
  const offset = OFFSET.exec(text);
  if (offset === null) throw malformed(text);
  const [, sign, hours, minutes = 0, seconds = 0] = offset;
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return instant(parse(text, offset.index) - (sign === '-' ? -ms : ms));
}

/** Parses `yyyy-mm-dd hh:mm:ss`, with or without a fraction of a second, up to the index `end`. */
function parse(text: string, end: number): number {
  const date = text.slice(0, 10);
  if (date !== lastDate) {
    lastDay = dayOf(date, text);
    lastDate = date;
  }
  if (text[10] !== ' ' || text[13] !== ':' || text[16] !== ':') throw malformed(text);
  let ms = ((twoDigits(text, 11) * 60 + twoDigits(text, 14)) * 60 + twoDigits(text, 17)) * 1_000;
  if (end !== 19) {
    if (text[19] !== '.' || end === 20) throw malformed(text);
    for (let index = 20, unit = 100; index < end; index++, unit = unit === 1 ? 0 : unit / 10) {
      ms += unit * digit(text, index);
    }
  }
  return lastDay + ms;
}

function dayOf(date: string, text: string): number {
  const day = DATE.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(day)) throw malformed(text);
  return day;
}

function twoDigits(text: string, index: number): number {
  return 10 * digit(text, index) + digit(text, index + 1);
}

function digit(text: string, index: number): number {
  const value = text.charCodeAt(index) - 48;
  if (value >= 0 && value <= 9) return value;
  throw malformed(text);
}

function malformed(text: string): RangeError {
  return new RangeError(`not a time in PostgreSQL's ISO style, check the session's DateStyle: ${text}`);
}
