import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface Props {
  readonly submit: string;
  /** @returns a text for people if the service refuses */
  readonly onSubmit: (data: FormData) => Promise<string | undefined>;
  readonly children: ComponentChildren;
}

/** A form whose answer may be a refusal, which it then shows. What was typed stays. */
export function EntranceForm({ submit, onSubmit, children }: Props) {
  const error = useSignal<string | undefined>(undefined);
  const isSending = useSignal(false);
  return (
    <form
      class="entrance-form"
      onSubmit={async (event) => {
        event.preventDefault();
        if (isSending.value) return;
        const data = new FormData(event.currentTarget);
        isSending.value = true;
        try {
          error.value = await onSubmit(data);
        } catch (reason) {
          error.value = reason instanceof Error ? reason.message : String(reason);
        }
        isSending.value = false;
      }}
    >
      {children}
      {error.value !== undefined && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <button type="submit" class="button button--accent button--wide" aria-disabled={isSending.value}>
        {submit}
      </button>
    </form>
  );
}

/** Returns a text of a form. */
export function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}
