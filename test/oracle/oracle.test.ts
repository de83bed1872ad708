import { expect } from 'chai';
import { times } from '../support/times.ts';
import type { AskedTask } from './asked-task.ts';
import { expected, type Query } from './expected.ts';
import { fold, hasWords } from './words.ts';

/** A moment that is after midnight in Berlin, and before midnight in UTC. */
const NOW = Date.parse('2026-03-28T23:30:00Z');

const TASK: AskedTask = {
  id: '00000000-0000-4000-8000-000000000000',
  user_id: '00000000-0000-4000-8000-00000000000a',
  title: 'Buy milk',
  description: null,
  completed: false,
  created_at: '2026-03-01T08:00:00.000Z',
  updated_at: '2026-03-01T08:00:00.000Z',
  completed_at: null,
  priority: 'none',
  tags: ['Home'],
  list: 'Work/Reports',
  start: null,
  due: null,
};

/** Returns whether a task with these fields matches the query. */
function matches(fields: Partial<AskedTask>, query: Query): boolean {
  return expected([{ ...TASK, ...fields }], query, NOW).length === 1;
}

/** Returns the indexes of the tasks in the order of a query. The first task is the oldest. */
function order(tasks: readonly Partial<AskedTask>[], query: Query): number[] {
  const all = tasks.map((fields, i) => ({
    ...TASK,
    id: `${i}`,
    created_at: `2026-03-0${i + 1}T08:00:00.000Z`,
    ...fields,
  }));
  return expected(all, query, NOW).map(Number);
}

describe('the filter oracle (the independent filter implementation of the tests)', () => {
  it('binds "and" tighter than "or", and applies parentheses and nested "not"', () => {
    expect(matches({}, { filter: 'tag = home or completed and overdue' })).to.equal(true);
    expect(matches({}, { filter: '(tag = home or completed) and overdue' })).to.equal(false);
    expect(matches({}, { filter: 'not(not(not completed))and tag=HOME' })).to.equal(true);
    expect(matches({}, { filter: ' \t' })).to.equal(true);
  });

  it('evaluates a filter of several terms with "today+7d" in the time zone of the query', () => {
    const filter = 'not completed and (tag = home or priority >= high) and due < today+7d';
    const query = { filter, sort: 'due,-priority', tz: 'Europe/Berlin' };
    expect(matches({ due: '2026-04-04' }, query)).to.equal(true);
    expect(matches({ due: '2026-04-04' }, { ...query, tz: 'UTC' })).to.equal(false);
    expect(matches({ due: '2026-04-04', tags: [], priority: 'high' }, query)).to.equal(true);
    expect(matches({ due: '2026-04-05' }, query)).to.equal(false);
    expect(matches({ due: null }, query)).to.equal(false);
  });

  it('treats a comparison with a missing value as false, and its negation by "not" or "!=" as true', () => {
    for (const filter of ['due < today', 'due = today', 'due >= today', 'list = x', 'list is some']) {
      expect(matches({ due: null, list: null }, { filter }), filter).to.equal(false);
      expect(matches({ due: null, list: null }, { filter: `not ${filter}` }), filter).to.equal(true);
    }
    expect(matches({ due: null, tags: [] }, { filter: 'due != today and tag != home and tag is none' })).to.equal(true);
  });

  it('reads quoted values literally, with escaped quotes and backslashes', () => {
    expect(matches({ title: 'say "no\\or"' }, { filter: String.raw`title = "SAY \"no\\or\""` })).to.equal(true);
    expect(matches({ tags: ['or'] }, { filter: 'tag = "or" or completed' })).to.equal(true);
    expect(matches({ priority: 'low' }, { filter: 'priority in (none,low)' })).to.equal(true);
  });

  it('compares an instant with a whole day by the day of the instant in the time zone of the query', () => {
    const due = '2026-03-29T00:15[Europe/Berlin]';
    expect(matches({ due }, { filter: 'due = 2026-03-29', tz: 'Europe/Berlin' })).to.equal(true);
    expect(matches({ due }, { filter: 'due = 2026-03-28' })).to.equal(true);
    expect(matches({ due: '2026-03-29' }, { filter: 'due = now', tz: 'Europe/Berlin' })).to.equal(true);
    expect(matches({ due: '2026-03-29' }, { filter: 'due > now' })).to.equal(true);
  });

  it('adds 24 hours for "now+1d", and a calendar day for "today+1d"', () => {
    const query = { filter: 'due = now+1d', tz: 'Europe/Berlin' };
    expect(matches({ due: '2026-03-30T01:30' }, query)).to.equal(true);
    expect(matches({ due: '2026-03-30T00:30' }, query)).to.equal(false);
    expect(matches({ due: '2026-03-30T00:30' }, { ...query, filter: 'due = today+1d' })).to.equal(true);
  });

  it('resolves a local time that a clock change skips or repeats as RFC 5545 does', () => {
    expect(matches({ due: '2026-03-29T02:30[Europe/Berlin]' }, { filter: 'due = 2026-03-29T01:30Z' })).to.equal(true);
    expect(matches({ due: '2026-10-25T02:30' }, { filter: 'due = 2026-10-25T00:30Z', tz: 'Europe/Berlin' })).to.equal(
      true,
    );
  });

  it('finds an open task overdue if its due day is before today or its due time is before now', () => {
    const overdue: Query = { overdue: true, tz: 'Europe/Berlin' };
    expect(matches({ due: '2026-03-28' }, overdue)).to.equal(true);
    expect(matches({ due: '2026-03-29' }, overdue)).to.equal(false);
    expect(matches({ due: '2026-03-29T00:29' }, overdue)).to.equal(true);
    expect(matches({ due: '2026-03-29T00:30' }, overdue)).to.equal(false);
    expect(matches({ due: '2026-03-28', completed: true }, overdue)).to.equal(false);
  });

  it('treats query parameters such as `tag` and `due_before` like the filter terms that they abbreviate', () => {
    expect(matches({}, { tag: ['HOME'], list: 'work/reports', priority: ['low', 'none'], completed: false })).to.equal(
      true,
    );
    expect(matches({}, { tag: ['home', 'garden'] })).to.equal(false);
    expect(matches({}, { list: '' })).to.equal(false);
    expect(matches({ list: null }, { list: '' })).to.equal(true);
    expect(matches({ due: '2026-03-28' }, { due_before: 'today', tz: 'Europe/Berlin' })).to.equal(true);
    expect(matches({ due: '2026-03-28' }, { due_after: 'today-1d' })).to.equal(true);
  });

  it('sorts missing values last in both directions, and tasks with equal values newest first', () => {
    const tasks = times(4, (i) => ({ due: [null, '2026-03-02', '2026-03-01', '2026-03-02'][i] as string | null }));
    expect(order(tasks, { sort: 'due' })).to.deep.equal([2, 3, 1, 0]);
    expect(order(tasks, { sort: '-due' })).to.deep.equal([3, 1, 2, 0]);
    expect(order(tasks, {})).to.deep.equal([3, 2, 1, 0]);
    expect(order(tasks, { sort: 'created_at' })).to.deep.equal([0, 1, 2, 3]);
    expect(
      order(
        times(3, () => ({ created_at: TASK.created_at })),
        { sort: 'created_at' },
      ),
    ).to.deep.equal([2, 1, 0]);
  });

  it('sorts a whole day by its first instant in the time zone of the query', () => {
    const tasks = [{ due: '2026-03-29' }, { due: '2026-03-28T23:30[UTC]' }];
    expect(order(tasks, { sort: 'due' })).to.deep.equal([1, 0]);
    expect(order(tasks, { sort: 'due', tz: 'Europe/Berlin' })).to.deep.equal([0, 1]);
  });

  it('sorts titles by code point, without case and accents, and priorities by urgency', () => {
    const titles = times(3, (i) => ({ title: ['\u{1f600}', '\ufffd', 'B'][i] as string }));
    expect(order([...titles, { title: 'á' }], { sort: 'title' })).to.deep.equal([3, 2, 1, 0]);
    const priorities = times(3, (i) => ({ priority: ['low', 'urgent', 'none'][i] as string }));
    expect(order(priorities, { sort: '-priority,title' })).to.deep.equal([1, 0, 2]);
  });

  it('ignores width, accents and case when it compares texts, but distinguishes a dotless i', () => {
    for (const [one, other] of [
      ['ＭＩＬＫ', 'milk'],
      ['ẞ', 'SS'],
      ['ß', 'ss'],
      ['ΟΔΟΣ', 'οδος'],
      ['İ', 'i'],
      ['ﬁ', 'FI'],
      ['É', 'e'],
    ]) {
      expect(fold(one as string)).to.equal(fold(other as string));
    }
    expect(fold('ı')).not.to.equal(fold('I'));
  });

  it('finds a word by its beginning, but finds text of a script without spaces, such as Japanese, anywhere in a word', () => {
    expect(hasWords(['Buy milk', 'Straße'], 'MIL strass')).to.equal(true);
    expect(hasWords(['Buy milk'], 'ilk')).to.equal(false);
    expect(hasWords(['新東京都'], '東京')).to.equal(true);
    expect(hasWords(['東 京'], '東京')).to.equal(false);
    expect(hasWords(['ガス'], 'ｶﾞｽ')).to.equal(true);
    expect(hasWords(['くがか'], 'がく')).to.equal(false);
    expect(hasWords([], '!?')).to.equal(true);
    expect(matches({ description: 'x' }, { filter: 'text : "buy x" and not title : "buy x"' })).to.equal(true);
  });
});
