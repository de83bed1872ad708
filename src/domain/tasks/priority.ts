import { InvalidValue } from '../errors.ts';

/** The priorities of a task, the lowest first. */
export const PRIORITIES = ['none', 'low', 'medium', 'high', 'urgent'] as const;

export type Priority = (typeof PRIORITIES)[number];

/** @throws InvalidValue `not_a_priority` */
export function priority(text: string): Priority {
  const found = PRIORITIES.find((each) => each === text);
  if (found === undefined) throw new InvalidValue('not_a_priority');
  return found;
}

/** Returns the rank of a priority: the higher the rank, the more urgent. */
export function rankOf(priority: Priority): number {
  return PRIORITIES.indexOf(priority);
}
