import { useEffect, useRef } from 'preact/hooks';

const PREFIX = 'taskport.draft ';

/** Functions that save what is being typed, one of each field in use. */
const open = new Set<() => void>();

/** Saves a draft when the page is hidden, and when its field goes. */
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

/** Saves all drafts when the page is hidden: a phone may end it then without another word. */
export function saveDraftsWhenHidden(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') for (const save of open) save();
  });
}

/** Returns a text of this tab that is not saved yet, such as that of a new task; empty if there is none. It outlives a reload. */
export function keptDraft(name: string): string {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? '';
  } catch {
    return '';
  }
}

/** Keeps a text under a name; an empty one is forgotten. */
export function keepDraft(name: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, text);
  } catch {
    // Without storage the text lives as long as its field.
  }
}
