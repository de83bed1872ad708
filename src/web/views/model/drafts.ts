import { useEffect, useRef } from 'preact/hooks';

const PREFIX = 'taskport.draft ';

/** The functions that save the typed text, one for each input in use. */
const open = new Set<() => void>();

/** Calls `save` when the page is hidden, and when the component with the input is removed. */
export function useDraft(save: () => void): void {
  const last = useRef(save);
  last.current = save;
  useEffect(() => {
    const saveLast = () => last.current();
    open.add(saveLast);
    return () => {
      open.delete(saveLast);
      saveLast();
    };
  }, []);
}

/** Saves all drafts when the page is hidden, because a phone may then end the page without another event. */
export function saveDraftsWhenHidden(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') for (const save of open) save();
  });
}

/** Returns an unsaved text of this tab, such as that of a new task, also after a reload; empty if there is none. */
export function keptDraft(name: string): string {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? '';
  } catch {
    return '';
  }
}

/** Keeps an unsaved text under a name; an empty text removes the kept one. */
export function keepDraft(name: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, text);
  } catch {
    // Without storage, the text is lost when its input is removed.
  }
}
