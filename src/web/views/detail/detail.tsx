import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Description, description } from '../../../domain/tasks/description.ts';
import { Task } from '../../../domain/tasks/task.ts';
import { type Title, title } from '../../../domain/tasks/title.ts';
import { setCompleted } from '../../keyboard/task-acts.ts';
import { texts } from '../../texts/texts.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { Check } from '../list/check.tsx';
import { useUi } from '../model/ui.ts';
import { isNarrow } from '../model/width.ts';
import { DateField } from './date-field.tsx';
import { DraftField } from './draft-field.tsx';
import { History } from './history.tsx';
import { ListField } from './list-field.tsx';
import { PriorityField } from './priority-field.tsx';
import { TagsField } from './tags-field.tsx';

/** A panel with all fields of a task, beside the list of tasks. On a phone, it replaces the list. */
export function Detail({ task }: { readonly task: Task }) {
  const ui = useUi();
  const { detail, fields, row, invalid } = texts.value;
  const panel = useRef<HTMLElement>(null);
  // On a phone the panel hides the focused row of the list, so the panel itself gets the focus.
  useLayoutEffect(() => {
    if (isNarrow.peek()) panel.current?.focus();
  }, []);
  return (
    <aside ref={panel} class="detail" aria-label={detail.label} tabIndex={-1}>
      <div class="detail-bar">
        <ActionButton action="dueToday" icon="today" />
        <ActionButton action="delete" icon="trash" />
        <ActionButton action="close" icon="close" />
      </div>
      <div class={`detail-title${task.completed ? ' detail-title--done' : ''}`}>
        <Check
          isChecked={task.completed}
          priority={task.priority}
          label={task.completed ? row.reopen(task.title) : row.complete(task.title)}
          onChange={() => setCompleted(ui, [task.id], !task.completed)}
        />
        <DraftField
          class="title-area"
          label={fields.title}
          value={task.title}
          isLine
          draftName={`${task.id} title`}
          error={invalid.title}
          onSave={(text, base) =>
            ui.workspace.editFrom(new Task({ ...task, title: base as Title }), { title: title(text) })
          }
        />
      </div>
      <DraftField
        class="note-area"
        label={fields.description}
        value={task.description ?? ''}
        placeholder={detail.noteHint}
        draftName={`${task.id} description`}
        error={invalid.description}
        onSave={(text, base) =>
          ui.workspace.editFrom(new Task({ ...task, description: noteOf(base) }), { description: noteOf(text) })
        }
      />
      <div class="fields">
        <DateField field="due" task={task} />
        <DateField field="start" task={task} />
        <PriorityField task={task} />
        <ListField task={task} />
        <TagsField task={task} />
      </div>
      <History task={task} />
    </aside>
  );
}

/**
 * Returns a typed text as the description of a task; null if the text is empty. @throws InvalidValue if it is too long
 */
function noteOf(text: string): Description | null {
  return text === '' ? null : description(text);
}
