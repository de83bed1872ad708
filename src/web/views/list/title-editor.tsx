import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Task } from '../../../domain/tasks/task.ts';
import { title } from '../../../domain/tasks/title.ts';
import { texts } from '../../texts/texts.ts';
import { useDraft } from '../model/drafts.ts';
import { useUi } from '../model/ui.ts';

/** Edits the title of a task in its row. Enter and leaving save, Escape cancels; a title that is none stays to be mended. */
export function TitleEditor({ task }: { readonly task: Task }) {
  const ui = useUi();
  const input = useRef<HTMLInputElement>(null);
  const error = useSignal(false);
  const typed = useRef<string>(task.title);
  const isOver = useRef(false);

  useLayoutEffect(() => {
    input.current?.focus();
    // At the end, not over all of it: the first key must not delete the title.
    input.current?.setSelectionRange(task.title.length, task.title.length);
  }, []);

  const save = (): boolean => {
    const text = typed.current;
    if (isOver.current || text === task.title) return true;
    try {
      ui.workspace.edit([task.id], { title: title(text) });
      return true;
    } catch {
      error.value = true;
      return false;
    }
  };
  useDraft(save);

  const end = (hasFocus: boolean) => {
    isOver.current = true;
    ui.editing.value = undefined;
    if (hasFocus) ui.selection.focus(task.id);
  };
  return (
    <span class="row-edit">
      <input
        ref={input}
        class="row-input"
        defaultValue={task.title}
        aria-label={texts.value.fields.title}
        aria-invalid={error.value}
        enterkeyhint="done"
        onInput={(event) => {
          typed.current = event.currentTarget.value;
          error.value = false;
        }}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === 'Enter' && save()) end(true);
          if (event.key === 'Escape') end(true);
          if (event.key === 'Enter' || event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
          }
        }}
        onBlur={() => {
          if (!isOver.current && save()) end(false);
        }}
      />
      {error.value && (
        <span class="field-error" role="alert">
          {texts.value.invalid.title}
        </span>
      )}
    </span>
  );
}
