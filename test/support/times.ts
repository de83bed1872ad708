/** Returns the results of `make(0)`, `make(1)` … `make(count - 1)`. */
export function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}
