import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { InvalidValue } from '../../../domain/errors.ts';
import { editTags, NO_TAGS } from '../../../domain/tasks/tags.ts';
import { title } from '../../../domain/tasks/title.ts';
import { parseQuickAdd } from '../../quick-add/quick-add.ts';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { keepDraft, keptDraft } from '../model/drafts.ts';
import { preferences } from '../model/preferences.ts';
import { useUi } from '../model/ui.ts';
import { Chips } from './chips.tsx';

/** The name under which the typed line is kept as a draft. */
const DRAFT = 'new task';

/**
 * The input that adds a task. Words that are read as fields are shown as chips below. The typed text is kept when the
 * user changes the view or reloads the page.
 */
export function QuickAdd() {
  const ui = useUi();
  const text = useSignal(keptDraft(DRAFT));
  const dismissed = useSignal<readonly string[]>([]);
  const error = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  const understood = useComputed(() =>
    parseQuickAdd(text.value, {
      language: preferences.language.value,
      now: ui.clock.now.value,
      zone: ui.clock.zone,
      dismissed: dismissed.value,
      enabled: preferences.quickAdd.value,
    }),
  );
  useEffect(() => text.subscribe((typed) => keepDraft(DRAFT, typed)), [text]);

  const add = () => {
    const { title: rest, fields } = understood.value;
    const { defaults } = ui.view.peek();
    try {
      const tags = editTags(defaults.tags ?? NO_TAGS, fields.tags);
      const content = { ...defaults, ...fields, ...(tags.length > 0 && { tags }), title: title(rest) };
      ui.selection.active.value = ui.workspace.create(content);
      text.value = '';
      dismissed.value = [];
      error.value = '';
    } catch (reason) {
      error.value = errorWords(reason);
    }
  };
  const words = texts.value.add;
  const dismiss = (key: string) => {
    dismissed.value = [...dismissed.value, key];
    input.current?.focus();
  };
  const { chips } = understood.value;
  return (
    <form
      class="add"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.value.trim() === '') return;
        add();
      }}
    >
      <div class="add-line">
        <Icon name="plus" />
        <input
          ref={input}
          id="quick-add"
          class="add-input"
          value={text}
          aria-label={words.label}
          aria-keyshortcuts="q"
          aria-describedby="quick-add-help"
          placeholder={words.placeholder}
          autocomplete="off"
          enterkeyhint="done"
          onInput={(event) => {
            text.value = event.currentTarget.value;
            error.value = '';
          }}
          onKeyDown={(event) => {
            if (event.isComposing) return;
            if (event.key === 'Escape') {
              event.preventDefault();
              event.currentTarget.blur();
            }
            const caret = event.currentTarget.selectionStart;
            const last = chips.findLast((chip) => chip.to === caret);
            if (event.key !== 'Backspace' || last === undefined || caret !== event.currentTarget.selectionEnd) return;
            event.preventDefault();
            dismiss(last.key);
          }}
        />
        {text.value.trim() !== '' && (
          <button type="submit" class="button button--accent">
            {words.submit}
          </button>
        )}
      </div>
      <Chips chips={chips} onDismiss={dismiss} />
      <p
        id="quick-add-help"
        class={error.value === '' ? 'sr-only' : 'field-error'}
        role={error.value === '' ? undefined : 'alert'}
      >
        {error.value === '' ? words.hint : error.value}
      </p>
    </form>
  );
}

function errorWords(reason: unknown): string {
  const { invalid } = texts.peek();
  if (!(reason instanceof InvalidValue)) throw reason;
  return reason.rule === 'too_many' || reason.rule === 'repeated' ? invalid.tag : invalid.title;
}
