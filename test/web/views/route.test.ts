import { expect } from 'chai';
import { offsetsOf, range } from '../../../src/web/views/list/layout.ts';
import { formatRoute, parseRoute, type Route } from '../../../src/web/views/model/route.ts';
import { someTask } from './some-task.ts';

const ID = '0190f2a4-1111-7000-8000-000000000001' as Exclude<Route['open'], undefined>;

describe('the URL of a view of the page, such as /app/list/Home', () => {
  it('is parsed into the same view and open task from which it was formatted', () => {
    const places: readonly Route['place'][] = [
      { name: 'today' },
      { name: 'list', value: 'Work/50 % of it?' },
      { name: 'tag', value: 'über' },
      { name: 'search', q: 'milk & bread' },
      { name: 'filter', filter: 'due < today+1d', sort: '-due' },
    ];
    for (const place of places) {
      for (const open of [undefined, ID]) {
        const [path = '', query = ''] = formatRoute({ place, open }).split('?');
        expect(parseRoute(path, query)).to.deep.equal({ place, open });
      }
    }
  });

  it('opens the inbox if it names no view, and opens no task if the id of the task is invalid', () => {
    expect(parseRoute('nowhere', '?task=x')).to.deep.equal({ place: { name: 'inbox' }, open: undefined });
    expect(parseRoute('list/', '').place).to.deep.equal({ name: 'inbox' });
    expect(parseRoute('list/%E0%A4%A', '').place).to.deep.equal({ name: 'list', value: '%E0%A4%A' });
  });
});

describe('the virtual list of tasks', () => {
  const items = [
    { kind: 'group', group: 'today', count: 2 },
    { kind: 'task', task: someTask({ due: '2026-11-28' }) },
    { kind: 'task', task: someTask() },
  ] as const;

  it('places each row and heading directly below the one above it', () => {
    expect([...offsetsOf(items, false)]).to.deep.equal([0, 52, 96, 140]);
    expect([...offsetsOf(items, true)]).to.deep.equal([0, 52, 116, 160]);
  });

  it('renders only the rows and headings that overlap the visible pixels', () => {
    const offsets = offsetsOf(items, false);
    expect(range(offsets, 0, 51)).to.deep.equal([0, 0]);
    expect(range(offsets, 60, 100)).to.deep.equal([1, 2]);
    expect(range(offsets, 500, 900)).to.deep.equal([2, 2]);
  });
});
