import { useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { InvalidValue } from '../../../domain/errors.ts';
import { texts } from '../../texts/texts.ts';
import { keepDraft, keptDraft, useDraft } from '../model/drafts.ts';

interface Props {
  readonly class: string;
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  /** True if the text has no line breaks, so that Enter saves it. */
  readonly isLine?: boolean;
  /** The name under which a text that is too long or otherwise invalid is kept while the field is not shown. */
  readonly draftName: string;
  /** The error text that is shown if the typed text is invalid. */
  readonly error: string;
  /**
   * @param base the value that the field had when the user began to type
   * @throws InvalidValue
   */
  readonly onSave: (text: string, base: string) => void;
}

/**
 * An input for a text of a task, which is saved when the input loses the focus. An invalid text is kept. If another
 * device changes the text meanwhile, its text is shown, too, and saving the draft is a conflict.
 */
export function DraftField(props: Props) {
  const { class: name, label, value, placeholder, isLine = false, draftName, error, onSave } = props;
  const kept = useMemo(() => keptDraft(draftName) || undefined, [draftName]);
  const area = useRef<HTMLTextAreaElement>(null);
  /** The value that the field had when the user began to type; undefined if nothing is typed. */
  const base = useRef<string | undefined>(kept && value);
  const draft = useSignal<string | undefined>(kept);
  const isRefused = useSignal(kept !== undefined);
  const text = draft.value ?? value;

  const end = () => {
    base.current = undefined;
    draft.value = undefined;
    isRefused.value = false;
    keepDraft(draftName, '');
  };
  const save = () => {
    if (draft.value === undefined) return;
    if (draft.value === value || draft.value === base.current) return end();
    try {
      onSave(draft.value, base.current ?? value);
      end();
    } catch (reason) {
      if (!(reason instanceof InvalidValue)) throw reason;
      isRefused.value = true;
      keepDraft(draftName, draft.value);
    }
  };
  useDraft(save);
  useLayoutEffect(() => {
    const { current } = area;
    if (!current) return;
    current.style.height = 'auto';
    current.style.height = `${current.scrollHeight}px`;
  }, [text]);

  const isElsewhere = draft.value !== undefined && base.current !== undefined && base.current !== value;
  const { detail } = texts.value;
  return (
    <div class="draft">
      <textarea
        ref={area}
        class={name}
        rows={1}
        value={text}
        placeholder={placeholder}
        aria-label={label}
        aria-invalid={isRefused.value}
        onInput={(event) => {
          base.current ??= value;
          isRefused.value = false;
          draft.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          const saves = event.key === 'Enter' && (isLine || event.ctrlKey || event.metaKey);
          if (event.key === 'Escape' && draft.value !== undefined) end();
          else if (saves) save();
          else return;
          event.preventDefault();
          event.stopPropagation();
          if (!isRefused.value) event.currentTarget.blur();
        }}
        onBlur={save}
      />
      {isRefused.value && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      {isElsewhere && (
        <p class="field-note" role="status">
          {detail.elsewhere(value || detail.empty)}{' '}
          <button type="button" class="link" onMouseDown={(event) => event.preventDefault()} onClick={end}>
            {detail.takeElsewhere}
          </button>
        </p>
      )}
    </div>
  );
}
