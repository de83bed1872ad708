/** The environment is wrong; the message says what. */
export class SettingsError extends Error {}

/** How much is measured: the more, the surer. */
export interface Effort {
  readonly rounds: number;
  /** Of each measurement. */
  readonly seconds: number;
}

/** From `ROUNDS` and `SECONDS`. */
export function effort(): Effort {
  return { rounds: Math.ceil(numberOf('ROUNDS', 3, 1, 99)), seconds: numberOf('SECONDS', 3, 0.1, 600) };
}

/** A number from the environment, where what is empty counts as not set. */
export function numberOf(name: string, fallback: number, least: number, most: number): number {
  const number = Number(process.env[name] || fallback);
  if (number >= least && number <= most) return number;
  throw new SettingsError(`${name} must be a number from ${least} to ${most}`);
}

/** Some of these, with commas between them; if none are named, all. */
export function someOf(name: string, all: readonly string[]): readonly string[] {
  const given = process.env[name]?.split(',').map((each) => each.trim()) ?? [];
  const named = given.filter((each) => each !== '');
  if (named.every((each) => all.includes(each))) return named.length === 0 ? all : named;
  throw new SettingsError(`${name} must be some of: ${all.join(', ')}`);
}
