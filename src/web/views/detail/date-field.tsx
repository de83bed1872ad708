import type { Task } from '../../../domain/tasks/task.ts';
import { type TaskDate, taskDate } from '../../../domain/tasks/task-date.ts';
import { dateWords } from '../../texts/day-words.ts';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';

interface Props {
  readonly field: 'due' | 'start';
  readonly task: Task;
}

const FORM = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::\d\d)?)?(\[.*\])?$/;

/** Inputs for the day and the time of a start or due date. The time zone of the date is kept. */
export function DateField({ field, task }: Props) {
  const { workspace, reader } = useUi();
  const { fields, choose, noDate } = texts.value;
  const value = task[field];
  const [, day = '', time = '', zone = ''] = FORM.exec(value ?? '') ?? [];

  const save = ({ validity }: HTMLInputElement | HTMLButtonElement, newDay: string, newTime: string) => {
    // A date that is only partly typed is not saved.
    if (validity.badInput) return;
    const date = dateOf(newDay, newTime, zone);
    if (date !== undefined && date !== value) workspace.edit([task.id], { [field]: date });
  };
  return (
    <fieldset class="field">
      <legend>{fields[field]}</legend>
      <span class="field-inputs field-inputs--dates">
        <input
          type="date"
          class="input"
          value={day}
          max="9999-12-31"
          aria-label={`${fields[field]}: ${fields.date}`}
          onChange={(event) => save(event.currentTarget, event.currentTarget.value, time)}
        />
        {day !== '' && (
          <>
            <button
              type="button"
              class="button button--icon"
              title={choose.noDate}
              aria-label={`${fields[field]}: ${noDate}`}
              onClick={(event) => save(event.currentTarget, '', '')}
            >
              <Icon name="close" />
            </button>
            <input
              type="time"
              class="input"
              value={time}
              aria-label={`${fields[field]}: ${fields.time}`}
              onChange={(event) => save(event.currentTarget, day, event.currentTarget.value)}
            />
          </>
        )}
        {value !== null && (
          <span class="field-words">
            {dateWords(value, reader.value)} {zone !== '' && zone.slice(1, -1)}
          </span>
        )}
      </span>
    </fieldset>
  );
}

/**
 * Returns the date from both inputs; null without a day. Returns undefined while it is invalid, such as the year 0002
 * while 2026 is typed.
 */
function dateOf(day: string, time: string, zone: string): TaskDate | null | undefined {
  if (day === '') return null;
  if (day < '1000') return undefined;
  try {
    return taskDate(time === '' ? day : `${day}T${time}${zone}`);
  } catch {
    return undefined;
  }
}
