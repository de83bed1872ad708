/**
 * Compares texts by code point: negative, 0 or positive.
 *
 * The operator `<` compares UTF-16 units. It puts an emoji, whose units are 0xD800 to 0xDFFF, before U+FFFD.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const one = a.charCodeAt(i);
    const other = b.charCodeAt(i);
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}

/** Returns the sort key of a UTF-16 unit: the units of surrogate pairs come after all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
