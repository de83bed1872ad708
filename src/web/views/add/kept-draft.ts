const KEY = 'taskport.new-task';

/** Returns the text of a new task that this tab has not added yet. It outlives a reload. */
export function keptDraft(): string {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, text);
  } catch {
    // Without storage the text lives as long as the page.
  }
}
