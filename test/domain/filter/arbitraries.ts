import fc from 'fast-check';
import type { DateValue, Filter } from '../../../src/domain/filter/filter.ts';
import type { Moment } from '../../../src/domain/filter/matches.ts';
import { SORT_FIELDS, type Sort } from '../../../src/domain/filter/sort.ts';
import { fold } from '../../../src/domain/fold.ts';
import { instant } from '../../../src/domain/instant.ts';
import { PRIORITIES } from '../../../src/domain/tasks/priority.ts';
import { dayOf } from '../../../src/domain/time/day.ts';
import { someTask } from './some-task.ts';

/** Time zones whose clock changes at night, at midnight, by half an hour or by a day, and one without changes. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Pacific/Apia',
  'Asia/Beirut',
];

/** Days around changes of the clock in {@link ZONES}, a leap day, and the turn of a year. */
const DAYS = [
  '2026-03-28',
  '2026-10-24',
  '2026-11-01',
  '2026-04-04',
  '2018-11-03',
  '2010-11-06',
  '2011-12-29',
  '2024-02-28',
];
const NAMES = [
  'home',
  'HOME',
  'Büro',
  'Straße',
  'STRASSE',
  'and',
  'none',
  '東京',
  'a b',
  '"\\',
  '\u{1f980}',
  '\ufffd',
  'ς',
  'ﬁ',
];

const zone = fc.constantFrom(...ZONES);
const day = fc.tuple(fc.constantFrom(...DAYS, '2025-12-30'), fc.integer({ min: 0, max: 3 })).map(([text, days]) => {
  return Temporal.PlainDate.from(text).add({ days }).toString();
});
const time = fc
  .tuple(fc.constantFrom('00', '01', '02', '03', '12', '23'), fc.constantFrom('00', '01', '15', '30', '59'))
  .map((parts) => parts.join(':'));
const local = fc.tuple(day, time).map(([day, time]) => `${day}T${time}`);
const zoned = fc.tuple(local, zone).map(([local, zone]) => `${local}[${zone}]`);
const date = fc.option(fc.oneof(day, local, zoned), { freq: 5 });
const milliseconds = fc
  .oneof(
    zoned,
    day.map((day) => `${day}T00:00[Europe/Berlin]`),
  )
  .map((text) => Temporal.ZonedDateTime.from(text).epochMilliseconds);
const name = fc.constantFrom(...NAMES);

export const moment: fc.Arbitrary<Moment> = fc
  .record({ now: milliseconds, shift: fc.integer({ min: -1, max: 1 }), zone })
  .map(({ now, shift, zone }) => ({ now: instant(now + shift), zone }));

export const task = fc
  .record({
    id: fc.uuid({ version: 4 }),
    title: fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join(' ')),
    description: fc.option(fc.array(name, { maxLength: 3 }).map((names) => names.join('-'))),
    completed: fc.boolean(),
    priority: fc.constantFrom(...PRIORITIES),
    tags: fc.uniqueArray(name, { maxLength: 3, selector: fold }),
    list: fc.option(name),
    start: date,
    due: date,
    createdAt: milliseconds,
    updatedAt: milliseconds,
    completedAt: fc.option(milliseconds),
  })
  .map(someTask);

const dateValue: fc.Arbitrary<DateValue> = fc.oneof(
  day.map((text): DateValue => ({ kind: 'day', day: dayOf(text) })),
  fc.tuple(day, fc.integer({ min: 0, max: 86_399_999 })).map(([text, time]): DateValue => {
    return { kind: 'floating', day: dayOf(text), time };
  }),
  milliseconds.map((instant): DateValue => ({ kind: 'instant', instant })),
  { weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }).map((days): DateValue => ({ kind: 'today', days })) },
  fc
    .tuple(fc.integer({ min: -30, max: 30 }), fc.constantFrom(60_000, 3_600_000))
    .map(([count, unit]): DateValue => ({ kind: 'now', milliseconds: count * unit })),
);

const order = fc.constantFrom('=', '<', '<=', '>', '>=');
const values = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.record({ op: order, values: fc.tuple(value) }),
    fc.record({ op: fc.constant('='), values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  );
const dateField = fc.constantFrom('start', 'due', 'created_at', 'updated_at', 'completed_at');
const textField = fc.constantFrom('title', 'description');
const nameField = fc.constantFrom('tag', 'list');

export const dateTerm = fc
  .tuple(dateField, values(dateValue))
  .map(([field, rest]) => ({ kind: 'date', field, ...rest }));

const term = fc.oneof(
  fc.constantFrom({ kind: 'completed' }, { kind: 'overdue' }),
  fc.oneof(dateField, textField, nameField).map((field) => ({ kind: 'some', field })),
  fc.tuple(values(fc.constantFrom(...PRIORITIES))).map(([rest]) => ({ kind: 'priority', field: 'priority', ...rest })),
  fc.tuple(textField, values(name.map(fold))).map(([field, rest]) => ({ kind: 'text', field, ...rest })),
  fc.record({
    kind: fc.constant('name'),
    field: nameField,
    values: fc.array(name.map(fold), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('words'),
    field: fc.constantFrom('title', 'description', 'text'),
    words: fc.uniqueArray(fc.constantFrom('ho', 'home', 'strasse', '東', 'bur', 'b'), { maxLength: 2 }),
  }),
  dateTerm,
);

/** Random filters of a few terms. The final cast is needed because fast-check widens string literals to `string`. */
export const filter = fc.letrec((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    term,
    fc.record({ kind: fc.constant('not'), filter: tie('filter') }),
    fc.record({ kind: fc.constantFrom('and', 'or'), filters: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }) }),
  ),
})).filter as fc.Arbitrary<Filter>;

export const sort: fc.Arbitrary<Sort> = fc.uniqueArray(
  fc.record({ field: fc.constantFrom(...SORT_FIELDS), descending: fc.boolean() }),
  { maxLength: 3, selector: ({ field }) => field },
);
