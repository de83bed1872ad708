import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidFilter } from '../../../src/domain/filter/invalid-filter.ts';
import { comparator, parseSort, type Sort, sorted } from '../../../src/domain/filter/sort.ts';
import { moment, sort, task } from './arbitraries.ts';
import { type PlainTask, someTask } from './some-task.ts';

const tasks = fc.uniqueArray(task, { minLength: 3, maxLength: 12, selector: ({ id }) => id });

describe('a sort order', () => {
  it('sorts tasks in the same order as Array.sort with its comparator', () => {
    fc.assert(
      fc.property(tasks, sort, moment, (tasks, sort, { zone }) => {
        expect(sorted(tasks, sort, zone)).to.deep.equal([...tasks].sort(comparator(sort, zone)));
      }),
    );
  });

  it('is total: any two tasks have an order, and the order is transitive', () => {
    fc.assert(
      fc.property(tasks, sort, moment, (tasks, sort, { zone }) => {
        const compare = comparator(sort, zone);
        const inOrder = sorted(tasks, sort, zone);
        inOrder.forEach((a, i) => {
          inOrder.forEach((b, j) => {
            expect(Math.sign(compare(a, b))).to.equal(Math.sign(i - j));
          });
        });
      }),
    );
  });

  const orders: [sort: string, field: keyof PlainTask, values: unknown[]][] = [
    ['due', 'due', ['2026-03-28T23:59', '2026-03-29', '2026-03-29T00:01', '2026-03-29T00:00[UTC]', '2026-03-30', null]],
    ['-due', 'due', ['2026-03-30', '2026-03-29T00:00[UTC]', '2026-03-29', null]],
    ['start', 'start', ['2026-10-25T02:30', '2026-10-25T01:30[UTC]', null]],
    ['priority', 'priority', ['none', 'low', 'medium', 'high', 'urgent']],
    ['-priority', 'priority', ['urgent', 'high', 'medium', 'low', 'none']],
    ['title', 'title', ['a', 'Äb', 'B', 'straße', 'STRASSEN', '東', '\ufffd', '🦀']],
    ['-list', 'list', ['b', 'A/b', 'a', null]],
    ['completed_at', 'completedAt', [1, 2, null]],
    ['-completed_at', 'completedAt', [2, 1, null]],
    ['created_at', 'createdAt', [-1, 0, 1]],
    ['-updated_at', 'updatedAt', [1, 0, -1]],
    ['', 'createdAt', [1, 0, -1]],
  ];
  for (const [text, field, values] of orders) {
    it(`of the text "${text}" sorts the values of ${field} as ${JSON.stringify(values)} in Europe/Berlin`, () => {
      const tasks = values.map((value) => someTask({ [field]: value }));
      const order: Sort = text === '' ? [] : parseSort(text);
      for (const input of [tasks, tasks.toReversed()]) {
        expect(sorted(input, order, 'Europe/Berlin').map((task) => task[field])).to.deep.equal(values);
      }
    });
  }

  it('puts tasks with equal fields newest first, then by id descending, also if the field is descending', () => {
    const newer = someTask({ createdAt: 2 });
    const higher = someTask({ createdAt: 1, id: 'f0000000-0000-4000-8000-000000000000' });
    const lower = someTask({ createdAt: 1, id: '00000000-0000-4000-8000-000000000000' });
    for (const text of ['priority', '-priority', 'due', '-due']) {
      expect(sorted([lower, newer, higher], parseSort(text), 'UTC')).to.deep.equal([newer, higher, lower]);
    }
  });

  it('compares the second field of tasks whose first field is equal', () => {
    const urgent = someTask({ due: '2026-03-29', priority: 'urgent' });
    const low = someTask({ due: '2026-03-29', priority: 'low' });
    const earlier = someTask({ due: '2026-03-28' });
    expect(sorted([low, urgent, earlier], parseSort('due,-priority'), 'UTC')).to.deep.equal([earlier, urgent, low]);
  });

  it('is parsed from a text of up to three fields', () => {
    expect(parseSort('due,-priority,list')).to.deep.equal([
      { field: 'due', descending: false },
      { field: 'priority', descending: true },
      { field: 'list', descending: false },
    ]);
  });

  const refused: [text: string, message: RegExp][] = [
    ['', /^sort: expected one of created_at, updated_at, .* list, with or without - before it, at 1$/],
    ['due,', /^sort: expected one of .*, at 5$/],
    ['due,--priority', /^sort: expected one of .*, at 5$/],
    ['due, list', /^sort: expected one of .*, at 5$/],
    ['tags', /^sort: expected one of .*, at 1$/],
    ['due,-due', /^sort: expected due only once, at 5$/],
    ['due,start,list,title', /^sort: expected at most 3 fields, at 16$/],
  ];
  for (const [text, message] of refused) {
    it(`is refused if its text is ${JSON.stringify(text)}`, () => {
      expect(() => parseSort(text)).to.throw(InvalidFilter, message);
    });
  }
});
