/** Returns the items in order or, every other round, reversed, so that a slow phase of the machine affects all of them. */
export function inTurn<T>(all: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? all.toReversed() : all;
}
