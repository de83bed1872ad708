/** Returns what `make` returns for 0, 1, 2 and so on below `count`. */
export function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}
