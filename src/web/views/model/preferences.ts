import { effect, type Signal, signal } from '@preact/signals';

export type Language = 'en' | 'de';
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'taskport.preferences';

interface Stored {
  readonly language: Language;
  readonly theme: Theme;
  readonly quickAdd: boolean;
}

/** Returns the language that the user's browser prefers among English and German; English if it names neither. */
function languageOf(wanted: readonly string[]): Language {
  const known = wanted.map((each) => each.slice(0, 2).toLowerCase()).find((each) => each === 'en' || each === 'de');
  return known === 'de' ? 'de' : 'en';
}

/**
 * Returns the locale for writing dates in a language. If the browser's settings name a region for the language, it is
 * used: `en-GB`.
 */
export function localeOf(language: Language, wanted: readonly string[]): string {
  return wanted.find((each) => each.slice(0, 2).toLowerCase() === language) ?? language;
}

function stored(): Partial<Stored> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // If the browser forbids storage, or the stored text is not JSON, the defaults are used.
    return {};
  }
}

const { language = languageOf(navigator.languages), theme = 'system', quickAdd = true } = stored();

/** The settings of the page that the user has chosen, stored in this browser. */
export const preferences: { readonly [Name in keyof Stored]: Signal<Stored[Name]> } = {
  language: signal<Language>(language === 'de' ? 'de' : 'en'),
  theme: signal<Theme>(theme === 'light' || theme === 'dark' ? theme : 'system'),
  quickAdd: signal<boolean>(quickAdd !== false),
};

/**
 * Sets the language and the theme of the document to the preferences now and at each change, and stores the
 * preferences.
 */
export function applyPreferences(root: HTMLElement): void {
  effect(() => {
    const value: Stored = {
      language: preferences.language.value,
      theme: preferences.theme.value,
      quickAdd: preferences.quickAdd.value,
    };
    root.lang = value.language;
    root.dataset.theme = value.theme;
    try {
      localStorage.setItem(KEY, JSON.stringify(value));
    } catch {
      // The browser forbids storage, so the preferences are kept only until the page is closed.
    }
  });
}
