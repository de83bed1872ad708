import { type Moment, matcher } from '../../../domain/filter/matches.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import { calendarOf } from '../../../domain/time/calendar.ts';
import type { Day } from '../../../domain/time/day.ts';
import { instantOf } from '../../../domain/time/span.ts';
import type { Grouping } from './view-of.ts';

/** The key of a group of tasks under one heading: a day, or a name. */
type Group = Day | 'overdue' | 'today' | 'open' | 'done';

/** A line in the list of tasks: the row of a task, or the heading of a group. */
export type Item =
  /** `day` is the day in the heading above this group of rows. The row does not show this day again. */
  | { readonly kind: 'task'; readonly task: Task; readonly day?: Day }
  | { readonly kind: 'group'; readonly group: Group; readonly count: number };

/** Returns the lines of a list of tasks: for each group its heading, and then the rows of its tasks. */
export function grouped(tasks: readonly Task[], grouping: Grouping, moment: Moment): Item[] {
  if (grouping === 'none') return tasks.map((task) => ({ kind: 'task', task }));
  const today = calendarOf(moment.zone).dayAt(moment.now);
  const groupOf = GROUPERS[grouping](moment);
  const groups = new Map<Group, Task[]>();
  for (const task of tasks) {
    const group = groupOf(task);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [task]);
    else members.push(task);
  }
  const inOrder = [...groups].sort(([a], [b]) => ORDER[grouping](a, b));
  // If all tasks are in one group `today` or `open`, it has no heading, because the heading of the view says the same.
  const isPlain = inOrder.length === 1 && (inOrder[0]?.[0] === 'today' || inOrder[0]?.[0] === 'open');
  return inOrder.flatMap(([group, members]) => [
    ...(isPlain ? [] : [{ kind: 'group', group, count: members.length } as const]),
    ...members.map((task): Item => withDay(task, group === 'today' ? today : group)),
  ]);
}

function withDay(task: Task, group: Group): Item {
  return typeof group === 'number' ? { kind: 'task', task, day: group } : { kind: 'task', task };
}

type Grouper = (moment: Moment) => (task: Task) => Group;

const GROUPERS: Readonly<Record<Exclude<Grouping, 'none'>, Grouper>> = {
  overdue: (moment) => {
    const isOverdue = matcher({ kind: 'overdue' }, moment);
    return (task) => (isOverdue(task) ? 'overdue' : 'today');
  },
  'next-day': ({ now, zone }) => {
    const calendar = calendarOf(zone);
    const today = calendar.dayAt(now);
    return ({ start, due }) => {
      const days = [start, due].flatMap((date) => (date === null ? [] : [calendar.dayAt(instantOf(date, calendar))]));
      return Math.min(...days.filter((day) => day > today));
    };
  },
  'done-day': ({ zone }) => {
    const calendar = calendarOf(zone);
    return ({ completedAt }) => calendar.dayAt(completedAt ?? 0);
  },
  open: () => (task) => (task.completed ? 'done' : 'open'),
};

type Order = (a: Group, b: Group) => number;
const NAMED: readonly Group[] = ['overdue', 'today', 'open', 'done'];
const byName: Order = (a, b) => NAMED.indexOf(a) - NAMED.indexOf(b);

const ORDER: Readonly<Record<Exclude<Grouping, 'none'>, Order>> = {
  overdue: byName,
  'next-day': (a, b) => Number(a) - Number(b),
  'done-day': (a, b) => Number(b) - Number(a),
  open: byName,
};
