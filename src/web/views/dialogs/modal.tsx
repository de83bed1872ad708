import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';

interface Props {
  readonly label: string;
  readonly class?: string;
  /** Shows the label as a heading, with a button that closes. */
  readonly hasHead?: boolean;
  readonly children: ComponentChildren;
}

/** A modal dialog of the browser: it holds the focus, closes by Escape, and gives the focus back. */
export function Modal({ label, class: name = '', hasHead = false, children }: Props) {
  const { dialog } = useUi();
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const { current } = box;
    current?.showModal();
    // Without a field that asks for it, the focus is on the whole, so that no button looks chosen.
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
      // A click on the backdrop has the dialog itself as its target, everything inside has another.
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
