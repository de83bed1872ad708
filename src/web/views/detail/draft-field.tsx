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
  /** A text without line breaks: Enter saves it. */
  readonly isLine?: boolean;
  /** The name under which a text that cannot be saved is kept while the field is away. */
  readonly draftName: string;
  /** The words if the domain refuses the text. */
  readonly error: string;
  /**
   * @param base the value from which the user began
   * @throws InvalidValue
   */
  readonly onSave: (text: string, base: string) => void;
}

/**
 * A text that is edited where it stands, and saved when it is left. Text that cannot be saved stays. Where the value changes
 * elsewhere meanwhile, the other text is shown beside it, and saving the draft is a conflict.
 */
export function DraftField(props: Props) {
  const { class: name, label, value, placeholder, isLine = false, draftName, error, onSave } = props;
  const kept = useMemo(() => keptDraft(draftName) || undefined, [draftName]);
  const area = useRef<HTMLTextAreaElement>(null);
  /** The value that the draft began from; undefined without a draft. */
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
