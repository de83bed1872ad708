import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';

interface Props {
  readonly label: string;
  readonly class?: string;
  /** True to show the label as a heading, with a close button. */
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
    // If the dialog has no input, its content as a whole gets the focus, so that no button looks chosen.
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
      // A click on the backdrop has the dialog itself as its target, unlike a click on its content.
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
