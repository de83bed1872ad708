import { useEffect, useRef } from 'preact/hooks';

const PREFIX = 'taskport.draft ';

/** For each input that is shown, a function that saves its typed text. */
const open = new Set<() => void>();

/** Makes sure that `save` is called when the page is hidden, and when the component with the input is removed. */
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

/** Saves all drafts whenever the page is hidden, because a phone may then end the page without another event. */
export function saveDraftsWhenHidden(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') for (const save of open) save();
  });
}

/** Returns the unsaved text that this tab keeps under a name, even after a reload; empty if there is none. */
export function keptDraft(name: string): string {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? '';
  } catch {
    return '';
  }
}

/** Keeps an unsaved text under a name in the storage of this tab. An empty text deletes the kept text. */
export function keepDraft(name: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, text);
  } catch {
    // The browser forbids storage, so the text is lost when its input is removed.
  }
}
