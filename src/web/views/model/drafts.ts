/** Functions that save what is being typed, one of each field in use. */
const open = new Set<() => void>();

/** Registers a function that saves a draft. Returns a function that ends it. */
export function registerDraft(save: () => void): () => void {
  open.add(save);
  return () => open.delete(save);
}

/** Saves all drafts when the page is hidden: a phone may end it then without another word. */
export function saveDraftsWhenHidden(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') for (const save of open) save();
  });
}
