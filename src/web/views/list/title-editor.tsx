import { useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { Task } from '../../../domain/tasks/task.ts';
import { type Title, title } from '../../../domain/tasks/title.ts';
import { texts } from '../../texts/texts.ts';
import { keepDraft, keptDraft, useDraft } from '../model/drafts.ts';
import { useUi } from '../model/ui.ts';

/**
 * An input for the title of a task in its row. Enter or leaving the input saves, Escape cancels. An invalid title stays
 * in the input.
 */
export function TitleEditor({ task }: { readonly task: Task }) {
  const ui = useUi();
  const input = useRef<HTMLInputElement>(null);
  const draftName = `${task.id} title`;
  const kept = useMemo(() => keptDraft(draftName) || undefined, [draftName]);
  const error = useSignal(kept !== undefined);
  /** The typed text; undefined until the first key is pressed. */
  const typed = useRef<string | undefined>(kept);
  /**
   * The title of the task when the user began to type. If another device has changed the title since, saving is a
   * conflict.
   */
  const base = useRef<Title>(task.title);
  const isOver = useRef(false);

  useLayoutEffect(() => {
    input.current?.focus();
    // Puts the caret at the end, with no text selected. If the title were selected, the first typed character would
    // replace it.
    const { length } = input.current?.value ?? '';
    input.current?.setSelectionRange(length, length);
  }, []);

  const save = (): boolean => {
    const text = typed.current;
    if (isOver.current || text === undefined || text === base.current) return true;
    try {
      const next = title(text);
      ui.workspace.editFrom(new Task({ ...task, title: base.current }), { title: next });
      base.current = next;
      keepDraft(draftName, '');
      return true;
    } catch {
      error.value = true;
      keepDraft(draftName, text);
      return false;
    }
  };
  useDraft(save);

  const end = (hasFocus: boolean) => {
    isOver.current = true;
    keepDraft(draftName, '');
    ui.editing.value = undefined;
    if (hasFocus) ui.selection.focus(task.id);
  };
  return (
    <span class="row-edit">
      <input
        ref={input}
        class="row-input"
        defaultValue={kept ?? task.title}
        aria-label={texts.value.fields.title}
        aria-invalid={error.value}
        enterkeyhint="done"
        onInput={(event) => {
          if (typed.current === undefined) base.current = task.title;
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
