import { useSignal } from '@preact/signals';
import { listName } from '../../../domain/tasks/list-name.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import { texts } from '../../texts/texts.ts';
import { useDraft } from '../model/drafts.ts';
import { useUi } from '../model/ui.ts';

/**
 * An input for the name of a task's list. It offers the existing lists. A new name creates a list; no name means the
 * inbox.
 */
export function ListField({ task }: { readonly task: Task }) {
  const { workspace, counts } = useUi();
  const { fields, noList, invalid } = texts.value;
  /**
   * The typed name; undefined while nothing is typed. Every change of a task renders the input again, with this name as
   * its value.
   */
  const typed = useSignal<string | undefined>(undefined);
  const isRefused = useSignal(false);
  const save = () => {
    const text = typed.value;
    if (text === undefined) return;
    try {
      const list = text.trim() === '' ? null : listName(text.trim());
      typed.value = undefined;
      isRefused.value = false;
      if (list !== task.list) workspace.edit([task.id], { list });
    } catch {
      isRefused.value = true;
    }
  };
  useDraft(save);
  return (
    <label class="field">
      <span>{fields.list}</span>
      <input
        class="input"
        list="known-lists"
        value={typed.value ?? task.list ?? ''}
        placeholder={noList}
        aria-invalid={isRefused.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
        onChange={save}
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
