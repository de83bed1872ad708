import { matches } from '../../../domain/filter/matches.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import { calendarOf } from '../../../domain/time/calendar.ts';
import { instantOf } from '../../../domain/time/span.ts';
import { dateWords } from '../../texts/day-words.ts';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';

/** The quiet words of a row: due, priority, list and tags. */
export function RowMeta({ task, isPending }: { readonly task: Task; readonly isPending: boolean }) {
  const ui = useUi();
  const { row, priorities } = texts.value;
  const reader = ui.reader.value;
  const { place } = ui.router;
  const { due, start, list, tags, priority, description } = task;
  const isList = place.value.name === 'list';
  const startsLater =
    start !== null && calendarOf(reader.zone).dayAt(instantOf(start, calendarOf(reader.zone))) > reader.today;
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
      {due !== null && (
        <span class={`meta-due${dueClass(task, ui.clock.now.value, reader)}`}>{dateWords(due, reader)}</span>
      )}
    </span>
  );
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
