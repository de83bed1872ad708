/** Returns what is measured in this round in its order, A B C or C B A, so that a slow minute of the machine falls on all. */
export function inTurn<T>(all: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? all.toReversed() : all;
}
