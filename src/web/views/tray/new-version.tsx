import { signal } from '@preact/signals';
import { texts } from '../../texts/texts.ts';

/** Loads the new version of the page; undefined while there is none. */
export const newVersion = signal<(() => void) | undefined>(undefined);

/** Offers the new version. The page never loads it by itself: someone may be typing. */
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
