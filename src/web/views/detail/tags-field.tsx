import { useSignal } from '@preact/signals';
import { editTags, tag } from '../../../domain/tasks/tags.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';

/** The tags of a task, each with a button that removes it. Enter or a comma adds the typed tag. */
export function TagsField({ task }: { readonly task: Task }) {
  const { workspace, counts } = useUi();
  const { fields, detail, invalid } = texts.value;
  const text = useSignal('');
  const isRefused = useSignal(false);
  const add = () => {
    const typed = text.value.replace(/^@/, '').trim();
    if (typed === '') return;
    try {
      const addTags = [tag(typed)];
      editTags(task.tags, addTags);
      workspace.edit([task.id], { addTags });
      text.value = '';
    } catch {
      isRefused.value = true;
    }
  };
  return (
    <fieldset class="field">
      <legend>{fields.tags}</legend>
      <span class="field-inputs field-inputs--wrap">
        {task.tags.map((each) => (
          <button
            key={each}
            type="button"
            class="chip"
            aria-label={detail.removeTag(each)}
            title={detail.removeTag(each)}
            onClick={() => workspace.edit([task.id], { removeTags: [each] })}
          >
            <span>@{each}</span>
            <Icon name="close" />
          </button>
        ))}
        <input
          class="input"
          list="known-tags"
          value={text}
          placeholder={detail.addTag}
          aria-label={detail.addTag}
          aria-invalid={isRefused.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            isRefused.value = false;
          }}
          onKeyDown={(event) => {
            if (event.isComposing || (event.key !== 'Enter' && event.key !== ',')) return;
            event.preventDefault();
            add();
          }}
          onBlur={add}
        />
        <datalist id="known-tags">
          {counts.value.tags.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </span>
      {isRefused.value && (
        <span class="field-error" role="alert">
          {invalid.tag}
        </span>
      )}
    </fieldset>
  );
}
