/** The properties of a `KeyboardEvent` that tell which keys are pressed. */
export type Stroke = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * Returns the name of a pressed key with its modifiers, as the table of actions has it: `j`, `J`, `Ctrl+k`,
 * `Shift+ArrowDown`. The command key of Apple's keyboards is named Ctrl, too. Shift is not named with a letter or a
 * sign.
 *
 * Returns undefined for a key with Alt, because these keys belong to the browser and the system. Signs that are
 * typed with Alt, such as `#` on some keyboards, are an exception.
 */
export function keyOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Stroke): string | undefined {
  const isSign = key.length === 1;
  const makesSign = altKey && isSign && !/[a-z0-9]/i.test(key);
  if (makesSign) return key;
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return shiftKey ? undefined : `Ctrl+${isSign ? key.toLowerCase() : key}`;
  return shiftKey && !isSign ? `Shift+${key}` : key;
}
