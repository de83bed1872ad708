import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';

interface Props {
  readonly label: string;
  readonly class?: string;
  /** True to show the label as a heading of the dialog, with a close button beside it. */
  readonly hasHead?: boolean;
  readonly children: ComponentChildren;
}

/** A native modal dialog: it traps the focus, closes on Escape, and returns the focus when it is closed. */
export function Modal({ label, class: name = '', hasHead = false, children }: Props) {
  const { dialog } = useUi();
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const { current } = box;
    current?.showModal();
    // A dialog without an input focuses its whole content. Otherwise the browser would focus the first button.
    const field =
      current?.querySelector<HTMLElement>('.command-input') ?? current?.querySelector<HTMLElement>('.modal-inside');
    field?.focus();
    return () => current?.close();
  }, []);
  const close = () => {
    dialog.value = undefined;
  };
  return (
    <dialog
      ref={box}
      class={`modal ${name}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      // Closes the dialog by a click beside it: only such a click has the dialog element itself as its target.
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div class="modal-inside" tabIndex={-1}>
        {hasHead && (
          <div class="modal-head">
            <h2>{label}</h2>
            <button type="button" class="button button--icon" aria-label={texts.value.actions.close} onClick={close}>
              <Icon name="close" />
            </button>
          </div>
        )}
        {children}
      </div>
    </dialog>
  );
}
