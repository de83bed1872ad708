import type { Texts } from '../../texts/en.ts';

const SIGNS: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  Delete: 'Del',
  Home: 'Home',
  End: 'End',
};

/**
 * Returns the names of keys as they are shown to people: `Ctrl+K`, `g then i`, `Shift+↓`, or `Shift+J` for the key `J`.
 */
export function keyWords(keys: string, { keys: words }: Texts): string {
  return keys
    .split(' ')
    .map((stroke) => {
      if (/^[A-Z]$/.test(stroke)) return `Shift+${stroke}`;
      return stroke
        .split('+')
        .map((part, i) => SIGNS[part] ?? (i > 0 ? part.toUpperCase() : part))
        .join('+');
    })
    .join(` ${words.after} `);
}
