/**
 * A seeded random number generator (mulberry32). The same seed and path give the same numbers.
 *
 * The path consists of numbers, for example a client number and a request number. With such a path, the random choices
 * for a request do not depend on how often earlier requests were retried.
 */
export class Random {
  #state: number;

  constructor(seed: number, ...path: number[]) {
    this.#state = path.reduce(mix, mix(seed, 0x2545f491));
  }

  /** Returns a random number from 0 (inclusive) to 1 (exclusive). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Returns a random integer from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Returns a random item of the list, which must not be empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)] as T;
  }

  /** Returns a random name, each with a probability in proportion to its weight. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries(weights) as [Name, number][];
    let rest = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    const found = entries.find(([, weight]) => {
      rest -= weight;
      return rest < 0;
    });
    return (found ?? (entries.at(-1) as [Name, number]))[0];
  }
}

function mix(hash: number, part: number): number {
  const word = Math.imul((hash ^ part) | 0, 0x9e3779b1);
  return Math.imul(word ^ (word >>> 15), 0x85ebca6b) ^ (word >>> 13);
}
