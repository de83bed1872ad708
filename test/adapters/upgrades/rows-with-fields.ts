export const USER = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
export const MILK = '01a206d1-ff9a-748f-a961-0e25da91ff65';
export const BREAD = '01a206d2-0aa4-7318-99ae-7a1f4b1a3c55';

const BREAD_2 = { title: 'Buy bread', priority: 'low', tags: ['bakery'] };
const MILK_3 = {
  title: 'Buy milk',
  description: 'two litres',
  completed: false,
  priority: 'high',
  tags: ['shop', 'cold'],
  list: 'Food',
  start: '2026-11-23',
  due: '2026-11-24',
};

/**
 * A user's tasks after each change, as a release without authors of changes stored them. Changes 2 and 3 are one
 * operation.
 */
export const STATES_WITH_FIELDS = [
  [],
  [{ title: 'Buy milk' }],
  [BREAD_2, { title: 'Buy milk' }],
  [BREAD_2, MILK_3],
  [BREAD_2, { ...MILK_3, completed: true }],
  [{ ...MILK_3, completed: true }],
];

/**
 * Returns the SQL that inserts the rows of a user as a release without authors of changes stored them.
 *
 * @param time returns an SQL expression for a time of day on 2026-11-23
 * @param flag returns an SQL expression for a boolean
 */
export function rowsWithFields(time: (time: string) => string, flag: (value: boolean) => string): string[] {
  const fields =
    'title, description, completed, priority, tags, list, start, due, created_at, updated_at, completed_at';
  const milk = `'Buy milk', 'two litres', ${flag(false)}, 'high', '["shop","cold"]', 'Food', '2026-11-23', '2026-11-24'`;
  const none = Array(11).fill('null').join(', ');
  const [first, second, third] = ['05:12:35.482', '05:12:36.1', '05:12:37.011'].map(time);
  return [
    `insert into counters (user_id, seq) values ('${USER}', 5)`,
    `insert into tasks (user_id, id, version, seq, ${fields}) values
      ('${USER}', '${MILK}', 3, 4, ${milk.replace(flag(false), flag(true))}, ${first}, ${third}, ${third})`,
    `insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, place, ${fields}) values
      ('${USER}', 1, 'created', ${first}, '${MILK}', 1, 0, 0, ${none}),
      ('${USER}', 2, 'created', ${second}, '${BREAD}', 1, 0, 0, ${none}),
      ('${USER}', 3, 'updated', ${second}, '${MILK}', 2, 1, 1,
        'Buy milk', null, ${flag(false)}, 'none', '[]', null, null, null, ${first}, ${first}, null),
      ('${USER}', 4, 'completed', ${third}, '${MILK}', 3, 3, 0, ${milk}, ${first}, ${second}, null),
      ('${USER}', 5, 'deleted', ${time('05:12:38.3')}, '${BREAD}', 2, 2, 0,
        'Buy bread', null, ${flag(false)}, 'low', '["bakery"]', null, null, null, ${second}, ${second}, null)`,
  ];
}
