import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { texts } from '../../texts/texts.ts';
import type { Completion } from './completion.ts';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly error?: string | undefined;
  readonly onInput: (text: string) => void;
  readonly completionsAt: (text: string, caret: number) => readonly Completion[];
}

const MOST_SHOWN = 8;

/**
 * An input that offers completions for the text at the caret. Arrow keys choose a completion, Enter or Tab inserts it,
 * and Escape hides them.
 */
export function CompletedInput({ id, label, value, hint, error, onInput, completionsAt }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const offered = useSignal<readonly Completion[]>([]);
  const chosen = useSignal(-1);
  const caretAfter = useRef<number>(undefined);

  const offer = () => {
    const { current } = input;
    const caret = current?.selectionStart ?? 0;
    offered.value = current ? completionsAt(current.value, caret).slice(0, MOST_SHOWN) : [];
    chosen.value = -1;
  };
  const hide = () => {
    offered.value = [];
  };
  const take = ({ text, from, to }: Completion) => {
    caretAfter.current = from + text.length + 1;
    onInput(`${value.slice(0, from)}${text}${id === 'sort' ? '' : ' '}${value.slice(to).trimStart()}`);
    hide();
  };
  useLayoutEffect(() => {
    const { current: caret } = caretAfter;
    if (caret === undefined) return;
    caretAfter.current = undefined;
    input.current?.focus();
    input.current?.setSelectionRange(caret, caret);
    offer();
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const { length } = offered.value;
    const completion = offered.value[Math.max(0, chosen.value)];
    if (length === 0 || completion === undefined || event.isComposing) return;
    if (event.key === 'ArrowDown') chosen.value = (chosen.value + 1) % length;
    else if (event.key === 'ArrowUp') chosen.value = (chosen.value + length - (chosen.value < 0 ? 0 : 1)) % length;
    else if (event.key === 'Escape') hide();
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen.value >= 0) take(completion);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isOpen = offered.value.length > 0;
  // While completions are offered, no error is shown, because the text may just be unfinished.
  const shownError = isOpen ? undefined : error;
  return (
    <div class="completed">
      <label class="completed-label" for={id}>
        {label}
      </label>
      <input
        ref={input}
        id={id}
        class="input input--code"
        value={value}
        placeholder={hint}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-options`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && chosen.value >= 0 ? `${id}-${chosen.value}` : undefined}
        aria-invalid={shownError !== undefined}
        aria-describedby={`${id}-error`}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => {
          onInput(event.currentTarget.value);
          offer();
        }}
        onFocus={offer}
        onClick={offer}
        onBlur={hide}
        onKeyDown={onKeyDown}
      />
      <div
        tabIndex={-1}
        id={`${id}-options`}
        class="options options--below"
        role="listbox"
        aria-label={texts.value.filter.suggestions}
        hidden={!isOpen}
      >
        {offered.value.map((completion, index) => (
          <button
            type="button"
            tabIndex={-1}
            key={completion.text}
            id={`${id}-${index}`}
            class="option"
            role="option"
            aria-selected={index === chosen.value}
            // Keeps the focus in the input when a completion is clicked.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(completion)}
          >
            {completion.text}
          </button>
        ))}
      </div>
      <p id={`${id}-error`} class="field-error" aria-live="polite">
        {shownError}
      </p>
    </div>
  );
}
