import { useEffect, useRef } from 'preact/hooks';

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
