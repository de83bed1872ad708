/** The parts of a `KeyboardEvent` that name its key. */
export type Stroke = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * Returns the name of a key with its modifiers, as the table of actions writes it: `j`, `J`, `Ctrl+k`,
 * `Shift+ArrowDown`. Ctrl also stands for the command key of Apple's keyboards. Shift is not named with a letter or
 * sign. Returns undefined for a combination with Alt, which belongs to the browser and the system, unless Alt types
 * a sign, as it does for `#` on some keyboards.
 */
export function keyOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Stroke): string | undefined {
  const isSign = key.length === 1;
  const makesSign = altKey && isSign && !/[a-z0-9]/i.test(key);
  if (makesSign) return key;
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return shiftKey ? undefined : `Ctrl+${isSign ? key.toLowerCase() : key}`;
  return shiftKey && !isSign ? `Shift+${key}` : key;
}
