import { expect } from 'chai';
import { expectFieldError, type TaskJson } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import { execute, patch } from '../write-requests.ts';
import { createAll, createTitles, find, pagesOf, titlesIn } from './find-requests.ts';
import { settableClock } from './test-clock.ts';

/** The contract tests for the order of a list. */
export function sortContract(store: StoreUnderTest): void {
  describe(`the query parameter "sort" of a task list on ${store.name}`, () => {
    const user = newUserForEach(store);
    const setClock = settableClock(store);

    /** The tasks to sort, in the order of their creation. */
    const TASKS = [
      { title: 'b', priority: 'low', list: 'Work', due: '2026-03-29', start: '2026-03-01' },
      { title: 'É', priority: 'urgent', due: '2026-03-29T14:30[Europe/Berlin]' },
      { title: 'c', completed: true, list: 'inbox', due: '2026-03-28T23:30' },
      { title: 'A', priority: 'low', list: 'WORK', due: '2026-03-29', start: '2026-02-01T10:00' },
    ];

    /** Creates the tasks of `TASKS`, one second apart. */
    async function createTasks(): Promise<TaskJson[]> {
      const tasks: TaskJson[] = [];
      for (const [i, task] of TASKS.entries()) {
        setClock(`2026-01-01T10:00:0${i}Z`);
        tasks.push(await user.createTask(task));
      }
      return tasks;
    }

    const cases: [sort: string, titles: string, tz?: string][] = [
      ['created_at', 'b É c A'],
      ['-created_at', 'A c É b'],
      ['title', 'A b c É'],
      ['-title', 'É c b A'],
      ['priority', 'c A b É'],
      ['-priority', 'É A b c'],
      ['list', 'c A b É'],
      ['-list', 'A b c É'],
      ['due', 'c A b É'],
      ['-due', 'É A b c'],
      // Apia is 13 hours ahead of UTC, so days and times without a zone come 13 hours earlier there.
      ['due', 'c A b É', 'Pacific/Apia'],
      // In Los Angeles, a task due on a day sorts as 07:00 UTC, and a local time of 23:30 is 06:30 UTC.
      ['due', 'c A b É', 'America/Los_Angeles'],
      ['start', 'A b c É'],
      ['-start', 'b A c É'],
      ['completed_at', 'c A É b'],
      ['-completed_at', 'c A É b'],
      ['due,-priority', 'c A b É'],
      ['-priority,title', 'É A b c'],
      ['list,-title', 'c b A É'],
      ['priority,list,title', 'c A b É'],
    ];
    for (const [sort, titles, tz] of cases) {
      it(`orders the tasks as ${titles} with sort=${sort}${tz === undefined ? '' : ` in ${tz}`}`, async () => {
        await createTasks();
        expect(await titlesIn(user, { sort, ...(tz !== undefined && { tz }) })).to.equal(titles);
      });
    }

    it('orders days, and times without a zone, by the time zone in the parameter tz', async () => {
      await createAll(user, [
        { title: 'noon-utc', due: '2026-06-01T12:00Z' },
        { title: 'floating', due: '2026-06-01T13:00' },
        { title: 'day', due: '2026-06-02' },
        { title: 'late', due: '2026-06-02T03:00Z' },
      ]);
      expect(await titlesIn(user, { sort: 'due' })).to.equal('noon-utc floating day late');
      expect(await titlesIn(user, { sort: 'due', tz: 'Europe/Berlin' })).to.equal('floating noon-utc day late');
      expect(await titlesIn(user, { sort: 'due', tz: 'America/New_York' })).to.equal('noon-utc floating late day');
    });

    it('sorts by the values after an edit: with sort=updated_at, the task that was edited last comes last', async () => {
      const [first] = await createTasks();
      expect(await titlesIn(user, { sort: 'updated_at' })).to.equal('b É c A');
      setClock('2026-01-01T11:00:00Z');
      await execute(patch(`${user.tasks}/${first?.id}`, { priority: 'high' }));
      expect(await titlesIn(user, { sort: 'updated_at' })).to.equal('É c A b');
      expect(await titlesIn(user, { sort: '-updated_at' })).to.equal('b A c É');
    });

    it('puts the newest task first among tasks with equal values, in ascending and descending order', async () => {
      await createTitles(user, 'a b c');
      for (const sort of [
        'priority',
        '-priority',
        'due',
        '-due',
        'list',
        'start',
        'completed_at',
        'priority,due,list',
      ]) {
        expect(await titlesIn(user, { sort }), sort).to.equal('c b a');
      }
    });

    it('orders titles by code point, not by UTF-16 code unit', async () => {
      await createTitles(user, '🦀 \uff5e \ue000');
      expect(await titlesIn(user, { sort: 'title' })).to.equal('\uff5e \ue000 🦀');
    });

    it('keeps the same order when the list is read in pages of one task', async () => {
      await createTasks();
      for (const [sort, titles] of cases.filter(([, , tz]) => tz === undefined)) {
        const pages = await pagesOf(user, { sort, limit: 1 });
        expect(pages.map(({ json }) => json[0].title).join(' '), sort).to.equal(titles);
      }
    });

    for (const sort of [
      'size',
      'Title',
      '',
      ',',
      'title,',
      ' title',
      '+title',
      '--title',
      'title,title',
      'title,-title',
    ]) {
      it(`answers 422 to the value "${sort}"`, async () => {
        expectFieldError(await find(user, { sort }), { type: 'value_error', loc: ['query', 'sort'] });
      });
    }

    it('answers 422 if it names more than three fields, or is given twice', async () => {
      for (const sort of ['title,due,start,list', ['title', 'due']]) {
        expectFieldError(await find(user, { sort }), { type: 'value_error', loc: ['query', 'sort'] });
      }
    });
  });
}
