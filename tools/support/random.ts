/**
 * A stream of decisions, the same for the same seed and place (mulberry32). A client has one for each thing that it does,
 * so that what it decides tenth does not depend on how often its ninth had to be sent.
 */
export class Random {
  #state: number;

  constructor(seed: number, ...place: number[]) {
    this.#state = place.reduce(mix, mix(seed, 0x2545f491));
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the list, which must not be empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)] as T;
  }

  /** One of the names, each as often as its weight says. */
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
