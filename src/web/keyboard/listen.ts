import type { Ui } from '../views/model/ui.ts';
import { type ActionId, actionOf } from './actions.ts';
import { keyOf } from './key-of.ts';
import { runAction } from './run-action.ts';

/** The longest time between the two keys of a sequence such as `g i`, in milliseconds. */
const SEQUENCE = 1500;
const TYPED_IN = 'input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]';
/** Actions whose keys a focused native control uses itself, such as Enter on a button. */
const OF_CONTROLS: readonly ActionId[] = ['open', 'first', 'last', 'next', 'previous'];

/** Listens to the keyboard, and runs the actions of the keys. Returns a function that stops listening. */
export function listenToKeys(ui: Ui): () => void {
  let typed = '';
  let at = 0;

  function onKeyDown(event: KeyboardEvent): void {
    const key = event.isComposing || event.defaultPrevented ? undefined : keyOf(event);
    if (key === undefined || isModifier(event.key)) return;
    const follows = typed !== '' && event.timeStamp - at < SEQUENCE;
    const found = actionOf(follows ? `${typed} ${key}` : key) ?? actionOf(key);
    typed = found === 'prefix' ? key : '';
    at = event.timeStamp;
    if (found === undefined || found === 'prefix' || !isFree(found, event.target)) return;
    event.preventDefault();
    runAction(found, ui);
  }

  /**
   * Returns whether a key that is pressed in `target` may run an action. Dialogs, text inputs and some native controls
   * handle their keys themselves.
   */
  function isFree(action: ActionId, target: EventTarget | null): boolean {
    if (ui.dialog.value !== undefined) return false;
    if (!(target instanceof Element)) return true;
    if (action === 'palette') return true;
    if (action === 'close') return !target.matches('[role=combobox][aria-expanded=true]');
    if (target.matches(TYPED_IN)) return false;
    if (!OF_CONTROLS.includes(action)) return true;
    const inList = target.closest('[data-id]') !== null || target === document.body;
    return inList && action !== 'open';
  }

  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}

function isModifier(key: string): boolean {
  return key === 'Shift' || key === 'Control' || key === 'Alt' || key === 'Meta';
}
