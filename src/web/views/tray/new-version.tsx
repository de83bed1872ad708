import { signal } from '@preact/signals';
import { texts } from '../../texts/texts.ts';

/** A function that loads the new version of the page; undefined while there is no new version. */
export const newVersion = signal<(() => void) | undefined>(undefined);

/**
 * A message that offers to load a new version of the page. The page does not load it by itself, because the user may be
 * typing.
 */
export function NewVersion() {
  const load = newVersion.value;
  if (load === undefined) return null;
  return (
    <div class="toast" role="status">
      <span class="toast-words">{texts.value.newVersion}</span>
      <button type="button" class="toast-undo" onClick={load}>
        {texts.value.reload}
      </button>
    </div>
  );
}
