import fc from 'fast-check';
import { PRIORITIES } from './asked-task.ts';
import { CHANGING_TIMES, DAYS, LISTS, SEPARATORS, TAGS, TIMES, WORDS, ZONES } from './samples.ts';
import { fold } from './words.ts';

/** Random times near now lie this many minutes after a filter bound `now±Nh`, so that none coincides with the bound. */
const MINUTES_BESIDE_NOW = 23;

/** A random function that varies the case, normalization or width of a text, or returns the text unchanged. */
const variant = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFC'),
  (text) => text.replace(/[!-~]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) as number) + 0xfee0)),
);

function variantOf(texts: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...texts), variant).map(([text, change]) => change(text));
}

const words = fc
  .array(fc.tuple(variantOf(WORDS), fc.constantFrom(...SEPARATORS)), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.flat().slice(0, -1).join(''));

/** A random title or description, often the same as in other tasks. */
export const text = fc.oneof(variantOf(WORDS), words);

export const tag = variantOf(TAGS);

export const list = variantOf(LISTS);

export const zone = fc.constantFrom(...ZONES);

const fixedTime = fc.tuple(fc.constantFrom(...DAYS), fc.constantFrom(...TIMES)).map(([day, time]) => `${day}T${time}`);

const timeNearNow = fc
  .integer({ min: -80, max: 80 })
  .map((hours) => new Date(Date.now() + hours * 3_600_000 + MINUTES_BESIDE_NOW * 60_000).toISOString().slice(0, 16));

/** A random day: near a clock change, at the end of a month or year, or near today. */
export const day = fc.oneof(
  fc.constantFrom(...DAYS),
  timeNearNow.map((time) => time.slice(0, 10)),
);

/** A random time, without a zone, with a zone, or in UTC. A quarter of the times are close to a clock change. */
export const time = fc.oneof(
  fc.oneof(fixedTime, timeNearNow),
  fc.tuple(fc.oneof(fixedTime, timeNearNow), zone).map(([local, name]) => `${local}[${name}]`),
  fixedTime.map((local) => `${local}Z`),
  fc.constantFrom(...CHANGING_TIMES),
);

/** A random body that creates a task. */
export const task = fc.record({
  title: text,
  description: fc.option(text),
  completed: fc.boolean(),
  priority: fc.constantFrom(...PRIORITIES),
  tags: fc.uniqueArray(tag, { selector: fold, maxLength: 4 }),
  list: fc.option(list, { freq: 3 }),
  start: fc.option(fc.oneof(day, time), { freq: 3 }),
  due: fc.option(fc.oneof(day, time)),
});
