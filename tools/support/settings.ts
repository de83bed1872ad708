/** The error for an invalid environment variable; its message has the name and the valid values of the variable. */
export class SettingsError extends Error {}

/** The number of rounds of a benchmark, and the duration of each measurement in a round. */
export interface Effort {
  readonly rounds: number;
  /** The duration of one measurement, in seconds. */
  readonly seconds: number;
}

/** Reads the environment variables `ROUNDS` and `SECONDS`. */
export function effort(): Effort {
  return { rounds: Math.ceil(numberOf('ROUNDS', 3, 1, 99)), seconds: numberOf('SECONDS', 3, 0.1, 600) };
}

/** Reads a number from an environment variable; returns `fallback` if the variable is empty or not set. */
export function numberOf(name: string, fallback: number, least: number, most: number): number {
  const number = Number(process.env[name] || fallback);
  if (number >= least && number <= most) return number;
  throw new SettingsError(`${name} must be a number from ${least} to ${most}`);
}

/** Reads a comma-separated list of names from an environment variable; returns all names if the variable is not set. */
export function someOf(name: string, all: readonly string[]): readonly string[] {
  const given = process.env[name]?.split(',').map((each) => each.trim()) ?? [];
  const named = given.filter((each) => each !== '');
  if (named.every((each) => all.includes(each))) return named.length === 0 ? all : named;
  throw new SettingsError(`${name} must be some of: ${all.join(', ')}`);
}

/** Reads a name from an environment variable; returns the first valid name if the variable is not set. */
export function oneOf<Name extends string>(name: string, all: readonly [Name, ...Name[]]): Name {
  const given = process.env[name]?.trim() || all[0];
  const found = all.find((each) => each === given);
  if (found !== undefined) return found;
  throw new SettingsError(`${name} must be one of: ${all.join(', ')}`);
}
