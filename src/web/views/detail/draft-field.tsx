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
  /** True for a text without line breaks, which Enter saves. */
  readonly isLine?: boolean;
  /** The name under which a text that cannot be saved is kept while the field is not shown. */
  readonly draftName: string;
  /** The error text that is shown if the typed text is invalid. */
  readonly error: string;
  /**
   * @param base the value of the field when the user began to type
   * @throws InvalidValue
   */
  readonly onSave: (text: string, base: string) => void;
}

/**
 * A text that is edited in place, and saved when it loses the focus. Text that cannot be saved is kept. If the value is
 * changed elsewhere meanwhile, the other text is shown as well, and saving the draft is a conflict.
 */
export function DraftField(props: Props) {
  const { class: name, label, value, placeholder, isLine = false, draftName, error, onSave } = props;
  const kept = useMemo(() => keptDraft(draftName) || undefined, [draftName]);
  const area = useRef<HTMLTextAreaElement>(null);
  /** The value of the field when the draft was begun; undefined without a draft. */
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
