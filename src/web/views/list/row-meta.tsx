import { matches } from '../../../domain/filter/matches.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import type { TaskDate } from '../../../domain/tasks/task-date.ts';
import { calendarOf } from '../../../domain/time/calendar.ts';
import type { Day } from '../../../domain/time/day.ts';
import { instantOf, isAllDay } from '../../../domain/time/span.ts';
import { clockWords, dateWords, type Reader } from '../../texts/day-words.ts';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';

interface Props {
  readonly task: Task;
  /** The day that the heading above this group of rows shows. The row does not show this day again. */
  readonly day?: Day | undefined;
  readonly isPending: boolean;
}

/** The details in the row of a task: due date, priority, list and tags. */
export function RowMeta({ task, day, isPending }: Props) {
  const ui = useUi();
  const { row, priorities } = texts.value;
  const reader = ui.reader.value;
  const { place } = ui.router;
  const { due, start, list, tags, priority, description } = task;
  const isList = place.value.name === 'list';
  const startsLater =
    start !== null &&
    day === undefined &&
    calendarOf(reader.zone).dayAt(instantOf(start, calendarOf(reader.zone))) > reader.today;
  const shownDue = due === null ? '' : dueWords(due, day, reader);
  return (
    <span class="meta">
      {isPending && <span class="meta-pending" title={row.pending} role="img" aria-label={row.pending} />}
      {description && (
        <span class="meta-note" role="img" aria-label={row.hasDescription}>
          <Icon name="note" />
        </span>
      )}
      {priority !== 'none' && <span class={`meta-priority meta-priority--${priority}`}>{priorities[priority]}</span>}
      {tags.map((tag) => (
        <span key={tag} class="meta-tag">
          @{tag}
        </span>
      ))}
      {list !== null && !isList && <span class="meta-list">{list}</span>}
      {startsLater && due === null && <span class="meta-due">{row.starts(dateWords(start, reader))}</span>}
      {shownDue !== '' && <span class={`meta-due${dueClass(task, ui.clock.now.value, reader)}`}>{shownDue}</span>}
    </span>
  );
}

/** Returns a due date in words. Leaves out the day if the heading above the group shows it. */
function dueWords(due: TaskDate, day: Day | undefined, reader: Reader): string {
  const calendar = calendarOf(reader.zone);
  const instant = instantOf(due, calendar);
  if (calendar.dayAt(instant) !== day) return dateWords(due, reader);
  return isAllDay(due) ? '' : clockWords(instant, reader);
}

type Moment = Parameters<typeof matches>[2];

function dueClass(
  task: Task,
  now: Moment['now'],
  { zone, today }: { readonly zone: string; readonly today: number },
): string {
  if (task.due === null || task.completed) return '';
  if (matches({ kind: 'overdue' }, task, { now, zone })) return ' meta-due--overdue';
  const calendar = calendarOf(zone);
  return calendar.dayAt(instantOf(task.due, calendar)) === today ? ' meta-due--today' : '';
}
