import { expect } from 'chai';
import { dayOf } from '../../../src/domain/time/day.ts';
import { grouped, type Item } from '../../../src/web/views/model/items.ts';
import { OrderedTasks } from '../../../src/web/views/model/ordered-tasks.ts';
import type { Place } from '../../../src/web/views/model/route.ts';
import { viewOf } from '../../../src/web/views/model/view-of.ts';
import { MOMENT, someTask } from './some-task.ts';

/** Returns the group headings and the titles that a view of the page shows if these are all tasks. */
function shown(place: Place, ...tasks: readonly Readonly<Record<string, unknown>>[]): readonly (string | number)[] {
  const view = viewOf(place, MOMENT);
  const all = new Map(tasks.map(someTask).map((task) => [task.id, task]));
  const lines = grouped(new OrderedTasks().update(all, view, MOMENT), view.grouping, MOMENT);
  return lines.map((line: Item) => (line.kind === 'group' ? line.group : line.task.title));
}

describe('a view of the page', () => {
  it('shows only open tasks without a list, if it is the inbox', () => {
    const tasks = [{ title: 'free' }, { title: 'listed', list: 'Work' }, { title: 'done', completed: true }];
    expect(shown({ name: 'inbox' }, ...tasks)).to.deep.equal(['free']);
  });

  it('shows first the overdue tasks, and then tasks that are due today or have started, if it is Today', () => {
    const tasks = [
      { title: 'started', start: '2026-11-20' },
      { title: 'due', due: '2026-11-28' },
      { title: 'late', due: '2026-11-27' },
      { title: 'late by an hour', due: '2026-11-28T11:00[Europe/Berlin]' },
      { title: 'tomorrow', due: '2026-11-29' },
      { title: 'starts later', start: '2026-11-29' },
    ];
    const expected = ['overdue', 'late', 'late by an hour', 'today', 'due', 'started'];
    expect(shown({ name: 'today' }, ...tasks)).to.deep.equal(expected);
  });

  it('shows no group heading in Today if no task is overdue', () => {
    expect(shown({ name: 'today' }, { title: 'due', due: '2026-11-28' })).to.deep.equal(['due']);
  });

  it('groups the tasks by the first day after today on which they start or are due, if it is Upcoming', () => {
    const tasks = [
      { title: 'in a week', due: '2026-12-05' },
      { title: 'starts tomorrow', start: '2026-11-29', due: '2026-12-20' },
      { title: 'has started', start: '2026-11-01', due: '2026-12-05T09:00' },
      { title: 'today', due: '2026-11-28' },
    ];
    expect(shown({ name: 'upcoming' }, ...tasks)).to.deep.equal([
      dayOf('2026-11-29'),
      'starts tomorrow',
      dayOf('2026-12-05'),
      'in a week',
      'has started',
    ]);
  });

  it('groups the completed tasks by the day of their completion, the latest day first, if it is Done', () => {
    const done = (title: string, at: string) => ({ title, completed: true, completedAt: Date.parse(at) });
    const tasks = [
      done('early', '2026-11-26T08:00Z'),
      done('late', '2026-11-26T20:00Z'),
      done('after midnight', '2026-11-26T23:30Z'),
    ];
    expect(shown({ name: 'done' }, ...tasks)).to.deep.equal([
      dayOf('2026-11-27'),
      'after midnight',
      dayOf('2026-11-26'),
      'late',
      'early',
    ]);
  });

  it('shows only the open tasks of a list or a tag, whose name is compared without case', () => {
    const tasks = [
      { title: 'a', list: 'WORK', tags: ['Home'] },
      { title: 'b', list: 'Work', completed: true },
    ];
    expect(shown({ name: 'list', value: 'work' }, ...tasks)).to.deep.equal(['a']);
    expect(shown({ name: 'tag', value: 'home' }, ...tasks)).to.deep.equal(['a']);
  });

  it('shows open tasks before completed tasks in the results of a search', () => {
    const tasks = [{ title: 'milk done', completed: true }, { title: 'milk' }, { title: 'soymilk' }];
    expect(shown({ name: 'search', q: 'milk' }, ...tasks)).to.deep.equal(['open', 'milk', 'done', 'milk done']);
    expect(shown({ name: 'search', q: ' ' }, ...tasks)).to.deep.equal([]);
  });

  it('says at which character the text of an invalid filter is wrong, and shows no tasks', () => {
    const view = viewOf({ name: 'filter', filter: 'due <', sort: '' }, MOMENT);
    expect([view.error, view.filter]).to.deep.equal(['filter: expected a value after "due <", at 6', null]);
    expect(viewOf({ name: 'filter', filter: '', sort: 'size' }, MOMENT).error).to.match(/^sort: expected one of/);
  });

  it('assigns its list, tag or day to each task that the user adds in this view', () => {
    expect(viewOf({ name: 'inbox' }, MOMENT).defaults).to.deep.equal({});
    expect(viewOf({ name: 'today' }, MOMENT).defaults).to.deep.equal({ due: '2026-11-28' });
    expect(viewOf({ name: 'list', value: 'Work' }, MOMENT).defaults).to.deep.equal({ list: 'Work' });
    expect(viewOf({ name: 'tag', value: 'home' }, MOMENT).defaults).to.deep.equal({ tags: ['home'] });
  });

  it('shows no tasks if the name of a list in the URL is invalid', () => {
    expect(shown({ name: 'list', value: 'x'.repeat(101) }, { title: 'a' })).to.deep.equal([]);
  });
});
