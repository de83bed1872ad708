import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface Props {
  readonly submit: string;
  /** Sends the form. @returns an error text for people if the service refuses it; undefined if it succeeded */
  readonly onSubmit: (data: FormData) => Promise<string | undefined>;
  readonly children: ComponentChildren;
}

/** A form of the sign-in. If the service refuses the typed values, the form keeps them and shows the error text. */
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

/** Returns the value of a text input of a form; empty if the form has no such input. */
export function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}
