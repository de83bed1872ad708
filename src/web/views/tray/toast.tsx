import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { DoneAct } from '../../state/workspace.ts';
import { texts } from '../../texts/texts.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { useUi } from '../model/ui.ts';

/** How long the message is shown, in milliseconds. */
const SHOWN = 8000;

/**
 * A message about the last change that the user has made, with an undo button. It stays while the pointer or the focus
 * is on it.
 */
export function Toast() {
  const { workspace } = useUi();
  const shown = useSignal<DoneAct | undefined>(undefined);
  const undone = useSignal(false);
  const seen = useRef(workspace.lastAct.peek()?.key);
  const newest = useRef(workspace.lastAct.peek()?.at ?? Number.NEGATIVE_INFINITY);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const pausing = useRef<HTMLDivElement>(null);
  const pause = () => clearTimeout(timer.current);
  const goOn = () => {
    pause();
    timer.current = setTimeout(() => {
      shown.value = undefined;
    }, SHOWN);
  };
  useSignalEffect(() => {
    const act = workspace.lastAct.value;
    // After an undo, the change before the undone one is the last change again. The message about it is not shown a
    // second time.
    const isUndone = act === undefined || act.at < newest.current;
    if (isUndone && shown.peek() !== undefined) shown.value = undefined;
    else if (!isUndone && act.key !== seen.current) {
      newest.current = act.at;
      shown.value = act;
      goOn();
    }
    undone.value = isUndone && seen.current !== undefined;
    seen.current = act?.key;
  });

  const act = shown.value;
  useEffect(() => {
    const { current } = pausing;
    if (!current) return;
    for (const begin of ['mouseenter', 'focusin']) current.addEventListener(begin, pause);
    for (const end of ['mouseleave', 'focusout']) current.addEventListener(end, goOn);
  }, [act]);
  return (
    <div class="toasts" role="status">
      {undone.value && <span class="sr-only">{texts.value.undone}</span>}
      {act && (
        <div class="toast" key={act.key} ref={pausing}>
          <span class="toast-words">{texts.value.verbs[act.verb](act.titles)}</span>
          <ActionButton action="undo" class="toast-undo">
            {texts.value.undo}
          </ActionButton>
        </div>
      )}
    </div>
  );
}
