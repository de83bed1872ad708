/** Returns the items in order, reversed in every other round, so that a slow phase of the machine affects all items. */
export function inTurn<T>(all: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? all.toReversed() : all;
}
