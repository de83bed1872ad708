import { useSignal } from '@preact/signals';
import { listName } from '../../../domain/tasks/list-name.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import { texts } from '../../texts/texts.ts';
import { useUi } from '../model/ui.ts';

/** The list of a task: an input that offers the lists there are, and takes a new name. Empty is the inbox. */
export function ListField({ task }: { readonly task: Task }) {
  const { workspace, counts } = useUi();
  const { fields, noList, invalid } = texts.value;
  const isRefused = useSignal(false);
  const save = (text: string) => {
    try {
      const list = text.trim() === '' ? null : listName(text.trim());
      isRefused.value = false;
      if (list !== task.list) workspace.edit([task.id], { list });
    } catch {
      isRefused.value = true;
    }
  };
  return (
    <label class="field">
      <span>{fields.list}</span>
      <input
        class="input"
        list="known-lists"
        value={task.list ?? ''}
        placeholder={noList}
        aria-invalid={isRefused.value}
        onChange={(event) => save(event.currentTarget.value)}
      />
      <datalist id="known-lists">
        {counts.value.lists.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {isRefused.value && (
        <span class="field-error" role="alert">
          {invalid.list}
        </span>
      )}
    </label>
  );
}
