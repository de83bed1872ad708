import type { ComponentChildren } from 'preact';
import { type ActionId, keysOf } from '../../keyboard/actions.ts';
import { runAction } from '../../keyboard/run-action.ts';
import { texts } from '../../texts/texts.ts';
import { keyWords } from '../dialogs/key-words.ts';
import { useUi } from '../model/ui.ts';
import { Icon, type IconName } from './icon.tsx';

interface Props {
  readonly action: ActionId;
  readonly icon?: IconName;
  /** The text of the button; without a text, the button shows only the icon. */
  readonly children?: ComponentChildren;
  readonly class?: string;
  readonly tabIndex?: number;
  readonly isDisabled?: boolean;
}

/** A button that runs an action. Its tooltip shows the keys that run the same action. */
export function ActionButton({ action, icon, children, class: name = 'button', tabIndex, isDisabled }: Props) {
  const ui = useUi();
  const label = texts.value.actions[action];
  const [keys] = keysOf(action);
  const hint = keys === undefined ? label : `${label}  ${keyWords(keys, texts.value)}`;
  return (
    <button
      type="button"
      class={children === undefined ? `${name} button--icon` : name}
      title={hint}
      aria-label={children === undefined ? label : undefined}
      aria-keyshortcuts={keys?.includes(' ') ? undefined : keys?.replace('Ctrl+', 'Control+')}
      tabIndex={tabIndex}
      disabled={isDisabled}
      onClick={() => runAction(action, ui)}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
