import type { Task } from '../../../domain/tasks/task.ts';
import type { Day } from '../../../domain/time/day.ts';
import { setCompleted } from '../../keyboard/task-acts.ts';
import { texts } from '../../texts/texts.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { useUi } from '../model/ui.ts';
import { Check } from './check.tsx';
import { RowMeta } from './row-meta.tsx';
import { TitleEditor } from './title-editor.tsx';

export interface RowProps {
  readonly task: Task;
  /** The day that the heading above this group of rows shows. The row does not show this day again. */
  readonly day: Day | undefined;
  /** The distance of the row from the top of the list, in pixels. */
  readonly top: number;
  readonly isTall: boolean;
  /**
   * The position of this task in the list, counted from 1. Screen readers need it, because most rows of the list are
   * not in the document.
   */
  readonly position: number;
  readonly size: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  readonly isEditing: boolean;
  readonly isPending: boolean;
}

/** The row of a task in a list. The Tab key reaches the buttons of the active task only. */
export function Row({
  task,
  day,
  top,
  isTall,
  position,
  size,
  isActive,
  isSelected,
  isOpen,
  isEditing,
  isPending,
}: RowProps) {
  const ui = useUi();
  const { selection } = ui;
  const tabIndex = isActive ? 0 : -1;
  const { row } = texts.value;
  const choose = (event: MouseEvent) => {
    selection.active.value = task.id;
    if (event.shiftKey) selection.selectTo(task.id);
    else if (event.ctrlKey || event.metaKey || selection.selecting.value) selection.toggle(task.id);
    else if (ui.router.open.value === task.id) document.querySelector<HTMLElement>('.detail')?.focus();
    else ui.router.openTask(task.id);
  };
  const classes = [
    'row',
    isTall && 'row--tall',
    isSelected && 'row--selected',
    isOpen && 'row--open',
    task.completed && 'row--done',
  ];
  return (
    <li
      class={classes.filter(Boolean).join(' ')}
      style={{ transform: `translateY(${top}px)` }}
      data-id={task.id}
      aria-posinset={position}
      aria-setsize={size}
      onFocusIn={() => {
        selection.active.value = task.id;
      }}
    >
      <Check
        isChecked={task.completed}
        priority={task.priority}
        label={task.completed ? row.reopen(task.title) : row.complete(task.title)}
        tabIndex={tabIndex}
        onChange={() => setCompleted(ui, [task.id], !task.completed)}
      />
      {isEditing ? (
        <TitleEditor task={task} />
      ) : (
        <button type="button" class="row-body" tabIndex={tabIndex} onClick={choose}>
          <span class="row-title">{task.title}</span>
          <RowMeta task={task} day={day} isPending={isPending} />
        </button>
      )}
      <span class="row-tools">
        {isActive && !isEditing && <ActionButton action="edit" icon="edit" tabIndex={tabIndex} />}
        <input
          type="checkbox"
          class="row-select"
          checked={isSelected}
          aria-label={row.select(task.title)}
          tabIndex={tabIndex}
          onChange={() => selection.toggle(task.id)}
        />
      </span>
    </li>
  );
}
